"""docker login -p."""

import pytest

from tests.bot.lint.projects import ci, job, mended, offers, project

RULE = "login-password-on-command-line"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker login -u u -p $P r"), [3]),
        (job("docker login --password=$P -u u"), [3]),
        (job("docker login -u u -p$P"), [3]),
        (job("docker login -u u --password secret r"), [3]),
        (job("make && docker login -u u -p $P"), [3]),
        (job('ssh h "docker login -u u -p $P r"'), [3]),
        (job("podman login -p $P -u u r"), [3]),
        (job("sudo docker login -u u -p $P"), [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("echo $P | docker login -u u --password-stdin r"),
        job("docker login -u u --password-stdin r < f"),
        job("docker login"),
        job("docker run -p 80:80 x"),
        job("echo docker login -p $P"),
        job("docker logout"),
        job("ssh -p 22 h docker info"),
        job("mkdir -p login"),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("docker login -u u -p $P r", 'echo "$P" | docker login -u u --password-stdin r'),
        ('docker login -u u -p "$P" r', 'echo "$P" | docker login -u u --password-stdin r'),
        ("docker login -u u r --password=$P", 'echo "$P" | docker login -u u r --password-stdin'),
        ("docker login -u u -p $(make token) r", 'echo "$(make token)" | docker login -u u --password-stdin r'),
        ("make && sudo docker login -p$P -u u", 'make && echo "$P" | sudo docker login --password-stdin -u u'),
    ],
)
def test_the_password_comes_on_standard_input(old, new):
    text = "a:\n  script:\n    - {} # log in\n"
    assert mended(RULE, {".gitlab-ci.yml": text.format(old)})[".gitlab-ci.yml"] == text.format(new)


@pytest.mark.parametrize("command", ["docker login -u u -p hunter2 r", 'ssh h "docker login -u u -p $P r"'])
def test_no_fix_is_offered_where_it_would_not_help(command):
    files = {".gitlab-ci.yml": f"a:\n  script:\n    - {command}\n"}
    assert offers(project(files), RULE) == []
