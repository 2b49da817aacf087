"""Projects in words: texts by path go in, findings come out."""

from datetime import date
from textwrap import dedent

from bot.lint.pages import lint_example
from bot.lint.repair import Linted, RepairSet, offered, repaired

TODAY = date(2026, 11, 24)


def project(files, today=TODAY) -> Linted:
    """Return a whole project of texts by path, looked at by all rules."""
    return lint_example({path: dedent(text).lstrip("\n") for path, text in files.items()}, today)


def said(rule, files, today=TODAY):
    """Return what one rule says of a project: `path:line` and kind, in order."""
    linted = project(files, today)
    return [f"{one.path}:{one.line} {one.kind}".strip() for one in linted.findings if one.rule == rule]


def dockerfile(rule, text, today=TODAY):
    """Return the lines of which one rule says something in a Dockerfile that stands alone."""
    return [one.line for one in project({"Dockerfile": text}, today).findings if one.rule == rule]


def ci(rule, text, today=TODAY):
    """Return the lines of which one rule says something in a CI file that stands alone."""
    return [one.line for one in project({".gitlab-ci.yml": text}, today).findings if one.rule == rule]


def runner(rule, text, today=TODAY):
    """Return the lines of which one rule says something in a config.toml that stands alone."""
    return [one.line for one in project({"config.toml": text}, today).findings if one.rule == rule]


def mended(rule, files, today=TODAY) -> dict[str, str]:
    """Return the new texts of the files that the fixes of one rule touch, tried as they are for users."""
    linted = project(files, today)
    only = {path: frozenset(one for one in found if one.rule == rule) for path, found in linted.found.items()}
    assert any(only.values()), f"{rule} says nothing"
    return dict(fixed(Linted(linted.texts, linted.project, only, {rule})).changed)


def fixed(linted: Linted) -> RepairSet:
    """Make all fixes of a project."""
    return repaired(linted)


def offers(linted: Linted, rule) -> list[str]:
    """Return the titles of the fixes that one rule offers and that hold."""
    return [one.fix.title for one in offered(linted) if one.rule == rule and one.fix is not None]


DOCKER = '[[runners]]\n  executor = "docker"\n  [runners.docker]\n'
"""The beginning of a runner's file; what follows belongs to its Docker executor."""
PRIVILEGED = "    privileged = true\n"
CERTS = '    volumes = ["/certs/client", "/cache"]\n'
SOCKET = '    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]\n'
DIND = "a:\n  image: docker:29-cli\n  services: [docker:29-dind]\n  script: [docker info]\n"
"""A CI file whose only job brings an engine that speaks TLS."""
DIND_WITHOUT_TLS = DIND.replace("  script", '  variables: {DOCKER_TLS_CERTDIR: ""}\n  script')
WITHOUT_DIND = "a:\n  script: [make]\n"


WITH_ENGINE = "image: docker:29\nservices: [docker:29-dind]\n"
"""Defaults of a file whose jobs have an engine of their own."""


def job(*script, head="", after=(), name="a"):
    """Return the text of a job: its name on line 1, then lines of keywords, then a script with one command a line."""
    lines = [f"{name}:", *(f"  {line}" for line in head.splitlines()), "  script:", *(f"    - {one}" for one in script)]
    lines += ["  after_script:", *(f"    - {one}" for one in after)] if after else []
    return "".join(f"{line}\n" for line in lines)


def dind_job(host=None, folder=None, service="docker:29-dind"):
    """Return a file whose job calls a dind service; `host` and `folder` are DOCKER_HOST and DOCKER_TLS_CERTDIR."""
    named = {"DOCKER_HOST": host, "DOCKER_TLS_CERTDIR": folder}
    lines = [f"  {name}: {value}\n" for name, value in named.items() if value is not None]
    variables = "".join(["variables:\n", *lines]) if lines else ""
    return variables + job("docker info", head=f"image: docker:29\nservices: ['{service}']")
