"""What the repository tells about a lost cache: the right files of the right commits."""

import pytest

from bot.errors import OutsideError
from bot.misses import FileChange, SourceFile
from bot.secret import Secret
from bot.settings import Settings
from tests.fakes.loopback import Answer
from tests.workers.desk import open_desk
from tests.workers.forwarding import in_front_of
from tests.workers.logs_of_builds import DOCKERFILE, build_log
from tests.workers.test_gather import facts_of
from workers.toolbox import open_toolbox

WARM, COLD = build_log("hit", "hit", "hit", "hit", "hit"), build_log()
CHANGED = DOCKERFILE.replace("golang:1.22", "golang:1.23")


@pytest.fixture
def desk():
    with open_desk() as one:
        one.files |= {"Dockerfile": DOCKERFILE, ".dockerignore": "*.md\n", "go.mod": "module api\n"}
        yield one


def lose_cache(desk, *, files, source_project=None, kind="detached"):
    """Let a merge request change files and its build miss the cache."""
    exact = desk.main_ran(log=WARM)
    desk.files |= files
    mr = desk.open_mr(source_project=source_project)
    project = source_project or desk.project
    return exact, mr, desk.pipeline(mr=mr, kind=kind, log=COLD, project=project)


@pytest.mark.parametrize("by_graphql", [True, False])
@pytest.mark.parametrize("shape", ["detached", "merged_result", "fork"])
def test_the_files_of_the_build_are_read_as_they_are_and_as_they_were(desk, shape, by_graphql):
    fork = desk.lab.fork(desk.project, into="dana/api") if shape == "fork" else None
    kind = "detached" if shape == "fork" else shape
    exact, mr, run = lose_cache(desk, files={"Dockerfile": CHANGED}, source_project=fork, kind=kind)
    desk.lab.faults.graphql_off = not by_graphql
    sources = facts_of(desk, mr, run).sources
    ignore = SourceFile(".dockerignore", "*.md\n")
    assert sources.before_sha == exact.sha
    assert set(sources.now) == {SourceFile("Dockerfile", CHANGED), ignore}
    assert set(sources.before) == {SourceFile("Dockerfile", DOCKERFILE), ignore}
    assert FileChange("Dockerfile", ("FROM golang:1.23",), ("FROM golang:1.22",)) in sources.changes


def test_nothing_is_asked_where_nothing_was_lost_and_nothing_grew(desk):
    desk.main_ran(log=WARM)
    mr = desk.open_mr()
    sources = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached", log=WARM, size=100)).sources
    assert (sources.now, sources.before, sources.changes) == ((), (), None)


def test_a_new_commit_is_asked_about_anew(desk):
    _, mr, run = lose_cache(desk, files={"go.mod": "module api // new\n"})
    before = facts_of(desk, mr, run).sources.changes
    desk.files["Dockerfile"] = CHANGED
    desk.commit("feature")
    after = facts_of(desk, mr, desk.pipeline(mr=mr, kind="detached", log=COLD)).sources.changes
    assert ([one.path for one in before], [one.path for one in after]) == (
        ["count", "go.mod"],
        ["Dockerfile", "count", "go.mod"],
    )


@pytest.mark.parametrize(("count", "is_said"), [(98, False), (99, True), (150, True)])
def test_more_than_a_page_of_changed_files_is_said_to_be_more(desk, count, is_said):
    _, mr, run = lose_cache(desk, files={f"f{number:03}": "x\n" for number in range(count)})
    facts = facts_of(desk, mr, run)
    assert len(facts.sources.changes) == min(count + 1, 100)
    assert any("first 100" in notice for notice in facts.notices) is is_said


@pytest.mark.parametrize(
    ("path", "status", "lost"),
    [
        ("/diffs", 500, "changes"),
        ("/diffs", 403, "changes"),
        ("/diffs", 404, "changes"),
        ("/files/Dockerfile/", 500, "now"),
        ("/files/Dockerfile/", 403, "now"),
    ],
)
def test_a_comment_without_causes_is_better_than_none(desk, path, status, lost):
    _, mr, run = lose_cache(desk, files={"go.mod": "module api // new\n"})
    desk.lab.faults.graphql_off = True
    desk.lab.faults.always(status=status, match=path)
    facts = facts_of(desk, mr, run)
    assert not getattr(facts.sources, lost)
    assert [image.unread_because for image in facts.images] == [None]
    assert any(f"({status})" in notice or f"answered {status}" in notice for notice in facts.notices)


def test_when_gitlab_asks_to_wait_the_review_waits(desk):
    _, mr, run = lose_cache(desk, files={"go.mod": "module api // new\n"})
    desk.lab.faults.always(status=429, match="/diffs")
    with pytest.raises(OutsideError) as refused:
        facts_of(desk, mr, run)
    assert refused.value.retry_after_seconds


ROW = {"old_path": "a.go", "new_path": "a.go", "diff": "@@ -1,2 +1 @@\n-old\n-gone\n+new\n same\n\\ No newline\n"}


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        (ROW, [FileChange("a.go", ("new",), ("old", "gone"))]),
        (ROW | {"old_path": "b.go"}, [FileChange(name, ("new",), ("old", "gone")) for name in ("b.go", "a.go")]),
        (ROW | {"diff": ""}, [FileChange("a.go", (), ())]),
        (ROW | {"diff": None}, [FileChange("a.go", (), ())]),
        (ROW | {"collapsed": True}, [FileChange("a.go")]),
        (ROW | {"too_large": True}, [FileChange("a.go")]),
        (ROW | {"diff": "@@\n" + "+x\n" * 61}, [FileChange("a.go")]),
        (ROW | {"diff": f"@@\n+{'x' * 501}\n"}, [FileChange("a.go")]),
    ],
)
def test_a_changed_file_has_its_lines_where_gitlab_shows_them_and_they_are_few(desk, row, changes):
    def serve(request):
        return Answer(200, [row]) if request.path.endswith("/diffs") else None

    with in_front_of(desk.lab.url, serve) as url:
        gitlab = open_toolbox(Settings(url, Secret(desk.lab.token)), with_redis=False).gitlab
        assert gitlab.changed_files(desk.project.id, 1) == (tuple(changes), False)
