"""Tells from a CI configuration which jobs build or push images."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.files.typed_yaml import YamlError, parse

BUILDS = re.compile(
    r"\b(?:docker\s+(?:image\s+)?(?:build|push|buildx|compose\s+(?:build|push))|docker-compose\s+(?:build|push)"
    r"|buildx\s+(?:build|bake)|buildctl|buildah\s+(?:build|bud|push)|podman\s+(?:build|push)"
    r"|/kaniko/executor|crane\s+(?:push|copy|append)|skopeo\s+copy)\b"
)
BUILDER_IMAGE = re.compile(r"kaniko|buildah|buildkit|podman")
NAMES = re.compile(r"docker|image|container|kaniko|buildah|build|push|publish|package", re.IGNORECASE)
"""Where the definition does not say what a job runs, its name has to do."""
PARALLEL = re.compile(r"(?:: \[.*\]|:? \d+/\d+)$")
SCRIPTS = ("before_script", "script", "after_script")
MOST_WORDS = 20_000


def image_job_names(definition: str | None, job_names: Iterable[str]) -> frozenset[str]:
    """Return those of a pipeline's jobs that build or push an image."""
    jobs = _jobs(definition)
    return frozenset(name for name in job_names if _builds(jobs, name))


def includes_others(definition: str) -> bool:
    """Tell whether a CI configuration takes in other files, so that it is not all there is."""
    return "include" in _jobs(definition)


def _jobs(definition: str | None) -> Mapping[str, object]:
    if definition is None:
        return {}
    try:
        value = parse(definition, allow_aliases=True).value
    except YamlError:
        return {}
    return value if isinstance(value, dict) else {}


def _builds(jobs: Mapping[str, object], name: str) -> bool:
    job = jobs.get(name) or jobs.get(PARALLEL.sub("", name))
    if not isinstance(job, dict):
        return NAMES.search(name) is not None
    chain = [*_family(jobs, job), *_defaults(jobs)]
    script = "\n".join(word for one in chain for key in SCRIPTS for word in _words(one.get(key)))
    image = "\n".join(word for one in chain[:1] for word in _words(one.get("image")))
    return BUILDS.search(script) is not None or BUILDER_IMAGE.search(image) is not None


def _family(jobs: Mapping[str, object], job: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return a job and all that it extends, each once."""
    found, waiting = [job], list(_words(job.get("extends")))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        parent = jobs.get(name)
        if name not in seen and isinstance(parent, dict):
            seen.add(name)
            found.append(parent)
            waiting += _words(parent.get("extends"))
    return found


def _defaults(jobs: Mapping[str, object]) -> list[Mapping[str, object]]:
    default = jobs.get("default")
    return [default] if isinstance(default, dict) else []


def _words(value: object) -> Iterator[str]:
    """Yield the texts in a value, however deep GitLab lets them nest; stop before an alias bomb unfolds."""
    waiting, seen = [value], 0
    while waiting and seen < MOST_WORDS:
        one = waiting.pop()
        seen += 1
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += one[:MOST_WORDS]
        elif isinstance(one, dict):
            waiting += list(one.values())[:MOST_WORDS]
