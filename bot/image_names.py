"""Names images so that the same image has the same name on every branch, whatever its tag."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.traces.model import PushedImage

# GitLab cuts CI_COMMIT_REF_SLUG at 63 characters, the limit of a DNS label.
SLUG_LIMIT = 63
SHORTEST_SHA = 7
CHANGING = re.compile(
    r"(?<![a-z0-9])(?:"
    r"\d{4}-\d\d-\d\d(?:[t._-]?\d\d[-.]?\d\d(?:[-.]?\d\d)?)?|20\d{6}(?:[t._-]?\d{4,6})?"  # dates
    r"|v?\d+\.\d+\.\d+"  # releases
    r"|latest"
    r")(?![a-z0-9])"
)
ID_WORDS = r"(?:(?:mr|pr|merge-request|pipeline|build|ci|job)[-_.]?)?"


@dataclass(frozen=True)
class Origin:
    """The pipeline that pushed: all that GitLab's predefined variables can put into a tag.

    `project_paths` are the project's and, for a fork, the fork's; `numbers` the ids and iids of pipeline and MR.
    """

    project_paths: tuple[str, ...]
    shas: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def name_images(pushed: Sequence[PushedImage], origin: Origin) -> tuple[str, ...]:
    """Return one name per push; several digests in one repository are told apart by what lasts in their tags."""
    digests: dict[str, set[str]] = {}
    for push in pushed:
        digests.setdefault(_place(push), set()).add(_identity(push))
    names: dict[tuple[str, str], str] = {}
    for push in pushed:
        key = (_place(push), _identity(push))
        if key not in names:
            name = repository_name(push, origin)
            lasting = lasting_tag(push.tags, origin) if len(digests[key[0]]) > 1 else ""
            names[key] = _free(f"{name} ({lasting})" if lasting else name, set(names.values()))
    return tuple(names[(_place(push), _identity(push))] for push in pushed)


def lasting_tag(tags: Sequence[str], origin: Origin) -> str:
    """Return what a tag says apart from commit, branch, numbers and dates; of several tags the shortest answer."""
    return min((_without_changing(tag.lower(), origin) for tag in tags), key=lambda tag: (len(tag), tag), default="")


def slug(branch: str) -> str:
    """Return GitLab's CI_COMMIT_REF_SLUG of a branch."""
    return re.sub(r"[^a-z0-9]", "-", branch.lower())[:SLUG_LIMIT].strip("-")


def _without_changing(tag: str, origin: Origin) -> str:
    # Patterns are made only where they can match: each is another one for each merge request.
    slugs = {slug(branch) for branch in origin.branches} - {""}
    for word in sorted((one for one in slugs if one in tag), key=len, reverse=True):
        tag = re.sub(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", "", tag)
    for number in (one for one in origin.numbers if str(one) in tag):
        tag = re.sub(rf"(?<![a-z0-9]){ID_WORDS}{number}(?![a-z0-9])", "", tag)
    tag = CHANGING.sub("", tag)
    words = [word for word in re.split(r"[-_.]+", tag) if word and not _is_sha(word, origin.shas)]
    return "-".join(words)


def _is_sha(word: str, shas: Sequence[str]) -> bool:
    return len(word) >= SHORTEST_SHA and any(sha.startswith(word) for sha in shas)


def _place(push: PushedImage) -> str:
    return f"{push.registry}/{push.repository}"


def _identity(push: PushedImage) -> str:
    return push.digest or ":".join(push.tags)


def repository_name(push: PushedImage, origin: Origin) -> str:
    """Return the name of the repository on every branch: below the project its path, elsewhere with the registry."""
    for path in origin.project_paths:
        # GitLab's registry writes project paths in lower case, because references must be.
        if push.repository == path.lower():
            return path.lower().rpartition("/")[2]
        if push.repository.startswith(f"{path.lower()}/"):
            return _without_branches(push.repository[len(path) + 1 :], origin) or path.lower().rpartition("/")[2]
    return f"{push.registry}/{_without_branches(push.repository, origin) or push.repository}"


def _without_branches(path: str, origin: Origin) -> str:
    """Return a path without the parts that are a branch: some keep the images of each branch in its own repository."""
    words = {word for branch in origin.branches for word in (slug(branch), branch.lower())} - {""}
    for word in sorted((one for one in words if one in path), key=len, reverse=True):
        path = re.sub(rf"(?:^|/){re.escape(word)}(?=/|$)", "", path).strip("/")
    return path


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(numbered for count in range(2, len(taken) + 3) if (numbered := f"{name} #{count}") not in taken)
