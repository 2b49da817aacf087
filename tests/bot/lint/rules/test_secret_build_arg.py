"""Credentials as build arguments."""

import pytest

from tests.bot.lint.projects import job, mended, offers, project, said

RULE = "secret-build-arg"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({".gitlab-ci.yml": job("docker build --build-arg NPM_TOKEN=$NPM_TOKEN .")}, [".gitlab-ci.yml:3 NPM_TOKEN"]),
        ({".gitlab-ci.yml": job("docker build --build-arg NPM_TOKEN .")}, [".gitlab-ci.yml:3 NPM_TOKEN"]),
        ({".gitlab-ci.yml": job("docker build --build-arg=T=$CI_JOB_TOKEN .")}, [".gitlab-ci.yml:3 T"]),
        ({".gitlab-ci.yml": job("docker compose build --build-arg DB_PASSWORD=$P")}, [".gitlab-ci.yml:3 DB_PASSWORD"]),
        ({".gitlab-ci.yml": job("/kaniko/executor --build-arg API_KEY=$K -d x")}, [".gitlab-ci.yml:3 API_KEY"]),
        ({".gitlab-ci.yml": job("docker build --build-arg DB_PASSWORD=hunter2 .")}, [".gitlab-ci.yml:3 DB_PASSWORD"]),
    ],
)
def test_it_speaks(files, places):
    assert said(RULE, files) == places


@pytest.mark.parametrize(
    "files",
    [
        {".gitlab-ci.yml": job("docker build --build-arg VERSION=$CI_COMMIT_SHA .")},
        {".gitlab-ci.yml": job("docker build --secret id=NPM_TOKEN,env=NPM_TOKEN .")},
        {".gitlab-ci.yml": job("docker build --build-arg SKIP_TOKEN=true .")},
        {".gitlab-ci.yml": job("docker build --build-arg NPM_TOKEN= .")},
        {".gitlab-ci.yml": job("docker build --build-arg BUILDKIT_INLINE_CACHE=1 .")},
        {".gitlab-ci.yml": job("echo --build-arg NPM_TOKEN=$NPM_TOKEN")},
        {".gitlab-ci.yml": job("docker build --build-arg PUBLIC_KEY=$PUBLIC_KEY .")},
    ],
)
def test_it_is_silent(files):
    assert said(RULE, files) == []


def test_a_variable_may_hold_the_option():
    text = job("docker build $ARGS .", head="variables: {ARGS: '--build-arg NPM_TOKEN=$NPM_TOKEN'}")
    assert said(RULE, {".gitlab-ci.yml": text}) == [".gitlab-ci.yml:4 NPM_TOKEN"]


def fixed(script, dockerfile, head=""):
    """Return both files after the fix."""
    text = f"a:\n{head}  script:\n    - {script}\n"
    files = {".gitlab-ci.yml": text, "Dockerfile": dockerfile}
    return {**files, **mended(RULE, files)}


def test_both_files_are_mended_together():
    files = fixed(
        "docker build --build-arg NPM_TOKEN=$T .", "FROM a:1\nARG NPM_TOKEN\nRUN --network=none npm $NPM_TOKEN\nRUN y\n"
    )
    assert files[".gitlab-ci.yml"].splitlines()[2] == "    - docker build --secret id=NPM_TOKEN,env=T ."
    assert files["Dockerfile"].splitlines() == [
        "FROM a:1",
        (
            "RUN --mount=type=secret,id=NPM_TOKEN,required=true --network=none"
            ' NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" && export NPM_TOKEN && npm $NPM_TOKEN'
        ),
        "RUN y",
    ]


def test_an_argument_that_the_dockerfile_does_not_take_goes_alone():
    files = fixed("docker build --build-arg NPM_TOKEN .", "FROM a:1\nRUN y\n")
    assert files[".gitlab-ci.yml"].splitlines()[2] == "    - docker build --secret id=NPM_TOKEN,env=NPM_TOKEN ."
    assert files["Dockerfile"] == "FROM a:1\nRUN y\n"


def test_docker_20_10_is_raised_with_it_because_its_classic_builder_knows_no_secrets():
    files = fixed("docker build --build-arg NPM_TOKEN .", "FROM a:1\nRUN y\n", "  image: docker:20.10\n")
    assert files[".gitlab-ci.yml"].splitlines()[1] == "  image: docker:29"


@pytest.mark.parametrize(
    ("script", "dockerfile"),
    [
        ("docker build --build-arg NPM_TOKEN=$T .", "FROM a:1\nARG NPM_TOKEN\nENV TOKEN=$NPM_TOKEN\n"),
        ("docker build --build-arg NPM_TOKEN=$T .", "FROM a:1\nARG NPM_TOKEN\nRUN npm ci\n"),
        ("docker build --build-arg NPM_TOKEN=$T .", 'FROM a:1\nARG NPM_TOKEN\nRUN ["npm", "$NPM_TOKEN"]\n'),
        ("docker build --build-arg NPM_TOKEN=$(make token) .", "FROM a:1\nRUN npm ci\n"),
        ("T=x && docker build --build-arg NPM_TOKEN=$T .", "FROM a:1\nRUN npm ci\n"),
        ("/kaniko/executor --build-arg NPM_TOKEN=$T -d x", "FROM a:1\nRUN npm ci\n"),
    ],
)
def test_no_fix_is_offered_that_would_break_the_build(script, dockerfile):
    files = {".gitlab-ci.yml": f"a:\n  script:\n    - {script}\n", "Dockerfile": dockerfile}
    assert offers(project(files), RULE) == []
