"""What a review costs: requests to GitLab and to the registry are counted, whatever makes reviews expensive."""

import pytest

from tests.fakes.registry import Layer
from tests.workers.desk import open_desk
from tests.workers.logs_of_builds import build_log

pytestmark = pytest.mark.slow

SHAPES = ("detached", "merged_result", "branch", "fork")
TROUBLES = ("retargeted", "asked by hand", "many commenters", "no lint")


@pytest.mark.parametrize(
    ("shape", "jobs", "others", "runs", "notes", "trouble"),
    [
        *((shape, 1, 20, 5, 0, "") for shape in SHAPES),
        *((shape, 3, 147, 20, 150, "") for shape in SHAPES),
        *((shape, 2, 5, 20, 150, trouble) for shape in SHAPES for trouble in TROUBLES),
        ("merged_result", 2, 700, 3, 0, ""),
        ("branch", 3, 17, 1, 150, ""),
        ("detached", 1, 0, 0, 0, ""),
    ],
)
def test_a_review_costs_2d_plus_5_requests_cold_and_d_plus_3_warm(shape, jobs, others, runs, notes, trouble):
    with open_desk(jobs=jobs) as desk:
        lab = desk.lab
        desk.commit("main")
        desk.main_ran(times=max(runs - 1, 0))
        desk.main_ran(times=min(runs, 1), others=others)
        fork = lab.fork(desk.project, into="dana/api") if shape == "fork" else None
        mr = desk.open_mr(source_project=fork)
        talkers = [lab.add_user(f"u{number}") for number in range(110)] if trouble == "many commenters" else [desk.dana]
        for number in range(notes):
            lab.add_note(mr, author=talkers[number % len(talkers)], body=f"note {number}")
        more = {
            "detached": {"mr": mr, "kind": "detached"},
            "merged_result": {"mr": mr, "kind": "merged_result"},
            "branch": {},
            "fork": {"mr": mr, "kind": "detached", "project": fork},
        }[shape]
        hints = {"merge_request_iid": None, "target_branch": None} if shape == "branch" else {}
        hints |= {"is_asked": True} if not runs else {}
        if trouble == "retargeted":
            hints["target_branch"] = "elsewhere"
        if trouble == "asked by hand":
            hints |= {"merge_request_iid": mr.iid, "target_branch": None, "pipeline_id": None, "is_finished": False}
        if trouble == "no lint":
            lab.faults.always(status=403, match="/ci/lint")
        allowed = {"cold": (2 if runs else 1) * jobs + 5, "warm": jobs + 3}
        allowed["lost store"] = allowed["cold"]
        for state, size in (("cold", 140), ("warm", 150), ("lost store", 160)):
            run = desk.pipeline(size=size, others=others, **more)
            if state == "lost store":
                desk.lose_store()
            lab.clear_requests()
            desk.review(mr, run, **hints)
            assert len(lab.requests) <= allowed[state], (state, [(one.method, one.path) for one in lab.requests])
            (body,) = desk.said(mr)
            assert f"{size} MiB" in body
            assert ("no baseline" in body) == (not runs)


def run_two_platforms(desk, ref, *, size, names_digest):
    """Run a pipeline that pushed an image of two platforms; buildah's log names no digest."""
    desk.commit(ref)
    run = desk.lab.add_pipeline(desk.project, ref=ref)
    platforms = {
        name: desk.registry.push("acme/api", tag=f"{ref}-{name}", layers=[Layer(size, name)], mediatype="oci")
        for name in ("linux/amd64", "linux/arm64")
    }
    digest = desk.registry.push_index("acme/api", tag=ref, platforms=platforms)
    place = f"{desk.registry.host}/acme/api"
    docker = f"The push refers to repository [{place}]\n{ref}: digest: {digest} size: 1\n"
    buildah = f"$ buildah push {place}:{ref}\nWriting manifest to image destination\n"
    desk.lab.add_job(run, "make:0", trace=(docker if names_digest else buildah).encode())
    desk.lab.finish(run)
    return run


@pytest.mark.parametrize("names_digest", [True, False])
def test_an_unseen_image_costs_challenge_token_index_and_platforms_and_a_seen_one_nothing(names_digest):
    with open_desk() as desk:
        run_two_platforms(desk, "main", size=100, names_digest=names_digest)
        desk.open_mr()
        run = run_two_platforms(desk, "feature", size=140, names_digest=names_digest)
        mr = desk.project.merge_requests[0]
        desk.review(mr, run)
        assert len(desk.registry.requests) <= 2 * (1 + 1 + 1 + 2 * 2)
        desk.registry.requests.clear()
        desk.review(mr, run)
        assert desk.registry.requests == []


def test_a_tag_that_is_pushed_again_later_does_not_change_what_an_older_job_pushed():
    with open_desk() as desk:
        run_two_platforms(desk, "main", size=100, names_digest=False)
        mr = desk.open_mr()
        desk.review(mr, run_two_platforms(desk, "feature", size=140, names_digest=False), is_asked=True)
        (before,) = desk.said(mr)
        run_two_platforms(desk, "main", size=7, names_digest=False)
        desk.review(mr, run_two_platforms(desk, "feature", size=140, names_digest=False))
        (after,) = desk.said(mr)
        assert before.splitlines()[1:5] == after.splitlines()[1:5]


WARM = build_log("hit", "hit", "hit", "hit", "hit")
COLD = build_log()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("before", "now", "asks"),
    [
        (WARM, WARM, False),
        (WARM, build_log("hit", "hit", "hit"), True),
        (build_log("hit", "hit", "hit"), build_log("hit", "hit", "hit"), False),
        (build_log("hit", "hit", "hit"), WARM, False),
        (WARM, COLD, True),
        (COLD, COLD, True),
        ("", WARM, False),
        ("", COLD, True),
        ("", build_log("hit"), False),
    ],
)
def test_causes_cost_one_query_and_one_diff_where_the_cache_was_lost_and_nothing_once_they_are_known(
    shape, before, now, asks
):
    jobs = 2
    with open_desk(jobs=jobs) as desk:
        # Every image is as large as before: what grew costs more, see below.
        desk.main_ran(log=before)
        fork = desk.lab.fork(desk.project, into="dana/api") if shape == "fork" else None
        mr = desk.open_mr(source_project=fork)
        more = {
            "detached": {"mr": mr, "kind": "detached"},
            "merged_result": {"mr": mr, "kind": "merged_result"},
            "branch": {},
            "fork": {"mr": mr, "kind": "detached", "project": fork},
        }[shape]
        counts = []
        for state in ("cold", "warm", "lost store"):
            run = desk.pipeline(size=100, log=now, **more)
            if state == "lost store":
                desk.lose_store()
            lab = desk.lab
            lab.clear_requests()
            desk.review(mr, run)
            allowed = jobs + 3 if state == "warm" else 2 * jobs + 5 + 2 * asks
            assert len(lab.requests) <= allowed, [(one.method, one.path) for one in lab.requests]
            counts.append([lab.count(path_contains="/diffs"), lab.count(path_contains="/graphql")])
        cold, warm, lost = counts
        assert (cold[0], warm[0], lost[0]) == (int(asks), 0, int(asks))
        assert cold[1] - warm[1] == lost[1] - warm[1] == int(asks)


def test_an_image_that_grew_costs_one_query_for_its_dockerfile_and_no_diff():
    queries = []
    for size in (100, 140):
        with open_desk() as desk:
            desk.main_ran(log=WARM)
            mr = desk.open_mr()
            run = desk.pipeline(size=size, log=WARM, mr=mr, kind="detached")
            desk.lab.clear_requests()
            desk.review(mr, run)
            assert desk.lab.count(path_contains="/diffs") == 0
            queries.append(desk.lab.count(path_contains="/graphql"))
    assert queries[1] == queries[0] + 1
