"""Each build of a job is explained with the Dockerfile and the ignore file that its own command names."""

from dataclasses import replace

import pytest

from bot.misses import FileChange, SourceFile, Sources, Why
from bot.misses.per_build import explain_builds
from bot.traces.model import Build, Builder
from tests.bot.misses.logs_in_words import log

API = "FROM a\nCOPY . .\nRUN go build ./...\n"
WEB = "FROM b\nCOPY package.json ./\nRUN npm ci\nCOPY . .\n"


def two_builds(*answers):
    """Return the log of a job that builds api and then web; the answers are those of the steps behind FROM."""
    rows = [(0, line) for line in API.splitlines()[1:]] + [(1, line) for line in WEB.splitlines()[1:]]
    trace = log(*((None, n, line, answer) for n, ((_, line), answer) in enumerate(zip(rows, answers, strict=True), 2)))
    steps = tuple(
        replace(step, build=build, n=step.n - 2 * build) for step, (build, _) in zip(trace.steps, rows, strict=True)
    )
    builds = [
        Build(n, Builder.BUILDKIT, n + 1, f"docker build --cache-from x {name}")
        for n, name in enumerate(("api", "web"))
    ]
    return replace(trace, steps=steps, builds=tuple(builds))


def explained(*answers, changes, ignored=""):
    sources = Sources(
        now=(SourceFile("api/Dockerfile", API), SourceFile("web/Dockerfile", WEB),
             SourceFile("web/.dockerignore", ignored)),
        changes=tuple(FileChange(path) for path in changes),
    )  # fmt: skip
    return explain_builds(two_builds(*answers), None, sources)


def test_each_build_has_its_own_dockerfile_and_context():
    api, web = explained(1, 50, "hit", "hit", 2, changes=["api/main.go", "web/index.js"])
    assert (api.dockerfile_path, web.dockerfile_path) == ("api/Dockerfile", "web/Dockerfile")
    files = [[(miss.cause.why, [one.path for one in miss.cause.files]) for miss in one.misses] for one in (api, web)]
    assert files == [
        [(Why.COPIED_FILES_CHANGED, ["api/main.go"])],
        [(Why.COPIED_FILES_CHANGED, ["web/index.js"])],
    ]


def test_the_ignore_file_of_the_context_counts():
    _, web = explained("hit", "hit", "hit", "hit", 2, changes=["web/README.md"], ignored="*.md\n")
    assert [miss.cause.why for miss in web.misses] == [Why.UNKNOWN]


@pytest.mark.parametrize(
    ("answers", "count"), [((1, 50), 1), (("hit", 50), 0), (("hit", "hit"), 0), (("miss", "miss"), 1)]
)
def test_a_bad_order_is_told_where_it_made_the_download_run_again(answers, count):
    api, web = explained(*answers, 1, 90, 2, changes=[])
    assert ([(one.copy_all.line, one.download.line) for one in api.orders], web.orders) == ([(2, 3)] * count, ())
