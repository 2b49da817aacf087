"""Which jobs build images: read from the CI configuration, however many jobs there are and wherever it lies."""

from dataclasses import replace

import pytest

from bot.secret import Secret
from bot.settings import Settings
from tests.fakes.loopback import Answer
from tests.workers.desk import open_desk
from tests.workers.forwarding import in_front_of, pass_on
from workers.gather import Gathered, gather
from workers.toolbox import open_toolbox


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def facts_of(desk, mr, run, **hints):
    gathered = gather(desk.task(mr, run, **hints), desk.tools)
    assert isinstance(gathered, Gathered), gathered
    return gathered.facts


def test_jobs_beyond_the_first_page_are_found_too(desk):
    desk.main_ran()
    mr = desk.open_mr()
    run = desk.pipeline(mr=mr, kind="detached", others=120)
    assert [job.name for job in facts_of(desk, mr, run).image_jobs] == ["make:0"]


INCLUDING = "include: [{local: ci/images.yml}]\nlint:\n  script: ruff check\n"
MERGED = f"{INCLUDING}assemble:\n  script: docker push x\nbuild docs:\n  script: mkdocs\n"


def run_of_included_jobs(desk, files, **more):
    """Run a pipeline whose image job no file but an included one defines; its name tells nothing."""
    desk.image_jobs, desk.files = [], files
    desk.commit("main")
    mr = desk.open_mr(**more)
    run = desk.pipeline(mr=mr, kind="detached", ends=None, project=mr.source_project)
    desk.add_image_job(run, "assemble", mr.source_project.path, 100)
    desk.lab.add_job(run, "build docs", trace=b"fine\n")
    desk.lab.finish(run)
    return mr, run


@pytest.mark.parametrize(("answers_lint", "jobs"), [(True, ["assemble"]), (False, ["build docs"])])
def test_image_jobs_of_included_files_are_found_by_lint_and_without_it_by_their_names(desk, answers_lint, jobs):
    def serve(request):
        is_lint = request.path.endswith("/ci/lint")
        return Answer(200 if answers_lint else 403, {"merged_yaml": MERGED}) if is_lint else None

    mr, run = run_of_included_jobs(desk, {".gitlab-ci.yml": INCLUDING})
    with in_front_of(desk.lab.url, serve) as url:
        desk.tools = open_toolbox(Settings(url, Secret(desk.lab.token)), with_redis=False)
        assert [job.name for job in facts_of(desk, mr, run).image_jobs] == jobs


def test_a_ci_file_that_includes_nothing_is_not_linted(desk):
    mr, run = run_of_included_jobs(desk, {".gitlab-ci.yml": MERGED.removeprefix(INCLUDING)})
    desk.lab.clear_requests()
    assert [job.name for job in facts_of(desk, mr, run).image_jobs] == ["assemble"]
    assert desk.lab.count(path_contains="ci") == 0


@pytest.mark.parametrize("is_fork", [True, False])
def test_a_ci_file_that_lies_elsewhere_is_read_there(desk, is_fork):
    def serve(request):
        if request.path.endswith("/ci/lint"):
            return Answer(403)
        answer = pass_on(desk.lab.url, request)
        return replace(answer, content=answer.content.replace(b'Default": ".gitlab-ci.yml"', b'Default": "ci/all.yml"'))

    files = {"ci/all.yml": MERGED.removeprefix(INCLUDING), ".gitlab-ci.yml": "build docs:\n  script: docker push\n"}
    fork = desk.lab.fork(desk.project, into="dana/api") if is_fork else None
    mr, run = run_of_included_jobs(desk, files, source_project=fork)
    with in_front_of(desk.lab.url, serve) as url:
        desk.tools = open_toolbox(Settings(url, Secret(desk.lab.token)), with_redis=False)
        assert [job.name for job in facts_of(desk, mr, run).image_jobs] == ["assemble"]
