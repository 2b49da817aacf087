"""Tells which image references can be the same, given what GitLab and its users put into variables."""

import re
from functools import lru_cache

from bot.lint.references import parse_reference

ANYTHING = ".+"
MOST_VARIABLES = 4
"""Of one tag; more of them may be anything, and matching them would take for ever."""
PER_RUN = re.compile(
    r"\$\{CI_(?:COMMIT_SHA|COMMIT_SHORT_SHA|PIPELINE_I?ID|JOB_ID|BUILD_ID|BUILD_REF|COMMIT_TIMESTAMP|JOB_STARTED_AT"
    r"|PIPELINE_CREATED_AT)\b[^}]*\}"
)
"""Variables of GitLab that have a new value in every pipeline or commit."""
_REF = re.compile(r"\$\{CI_(?:\w*BRANCH\w*|COMMIT_REF_\w+|BUILD_REF_\w+|ENVIRONMENT_\w+)\}")
_BRANCH = rf"(?:{_REF.pattern}|main|master|trunk|dev|develop|development|stag\w*|prod\w*|stable|release\S*)"
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)[^}]*\}|\$\(.*?\)|`.*?`|\$\{.*?\}")
_NEVER_PLAIN = re.compile(r"SHA|COMMIT|DATE|TIME|BUILD|HASH|VERSION|SEMVER|RELEASE|PIPELINE|_ID$")
"""Words in the names of variables that do not stand for `latest` or `cache`."""
_SAME = {
    "${CI_REGISTRY}/${CI_PROJECT_PATH}": "${CI_REGISTRY_IMAGE}",
    "${CI_REGISTRY}/${CI_PROJECT_NAMESPACE}/${CI_PROJECT_NAME}": "${CI_REGISTRY_IMAGE}",
}
"""Names that GitLab gives one and the same value."""
_HUBS = ("docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/")


def full(reference: str) -> str:
    """Return a reference with its tag and without Docker Hub's own name, so that equal ones compare equal."""
    for hub in _HUBS:
        reference = reference.removeprefix(hub)
    for long, short in _SAME.items():
        reference = reference.replace(long, short)
    parsed = parse_reference(reference)
    return reference if parsed.tag or parsed.digest else f"{reference}:latest"


@lru_cache(maxsize=4096)
def may_be(one: str, other: str) -> bool:
    """Tell whether two full references can be the same, given what their variables may hold."""
    if one == other:
        return True
    first, second = parse_reference(one), parse_reference(other)
    if first.name != second.name or first.digest or second.digest:
        return False
    if first.tag == "*" or second.tag == "*":
        return True
    return _fits(first.tag, second.tag) or _fits(second.tag, first.tag)


def is_loose(reference: str) -> bool:
    """Tell whether a reference can be another one too."""
    return "$" in reference or "*" in reference or "`" in reference


def _fits(tag: str, wanted: str) -> bool:
    """Tell whether a tag with variables can be another one; CI_COMMIT_SHA is never `latest`, $TAG may be."""
    pattern, place = "", 0
    for found in _VARIABLE.finditer(tag):
        pattern += re.escape(tag[place : found.start()]) + _pattern(found, wanted)
        place = found.end()
    if pattern.count(ANYTHING) > MOST_VARIABLES:
        return True
    return place > 0 and re.fullmatch(pattern + re.escape(tag[place:]), wanted) is not None


def _pattern(found: re.Match[str], wanted: str) -> str:
    name = found["name"] or ""
    if _REF.fullmatch(found[0]):
        return _BRANCH
    if name.startswith("CI_") or (name and _NEVER_PLAIN.search(name) and "$" not in wanted):
        return re.escape(found[0])
    return ANYTHING
