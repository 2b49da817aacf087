"""Makes sources and projects of texts: tells the kinds apart and groups what belongs together."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from posixpath import basename

from bot.files.ci_file import read_ci_file
from bot.files.dockerfile import read_dockerfile
from bot.files.runner_file import read_runner_file
from bot.lint.sources import CiSource, DockerfileSource, Kind, Project, RunnerSource, Source

CI_NAME = ".gitlab-ci.yml"
_DOCKERFILE_NAME = re.compile(r"^(?:(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?)$", re.IGNORECASE)
_NO_DOCKERFILE = re.compile(r"\.(?:ya?ml|json|toml|md|py|go|js|ts|sh|rb|txt|html|dockerignore)$", re.IGNORECASE)
_JOB = re.compile(r"^(?:\S[^\n]*:[^\n]*\n(?:[ \t]+[^\n]*\n|[ \t]*\n|#[^\n]*\n)*?[ \t]+(?:script|trigger|extends):|include:|stages:|default:)", re.MULTILINE)
_OTHER_YAML = re.compile(r"^(?:on|jobs|apiVersion|services|version|swagger|openapi|hosts|runs|pipelines):", re.MULTILINE)
_RUNNERS = re.compile(r"^\s*\[\[?runners(?:\.[\w.]+)?\]\]?", re.MULTILINE)


def kind_of(path: str, text: str = "") -> Kind | None:
    """Return what a file of a folder is, None where it is none of the three; the name decides before the text."""
    name = basename(path).lower()
    if name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")) or name in {"gitlab-ci.yml", "gitlab-ci.yaml"}:
        return Kind.CI
    if name.endswith((".yml", ".yaml")):
        return Kind.CI if _looks_like_ci(path, text) else None
    if ".toml" in name:
        return Kind.RUNNER if _RUNNERS.search(text) else None
    if _DOCKERFILE_NAME.match(name) and not _NO_DOCKERFILE.search(name):
        return Kind.DOCKERFILE
    return None
