"""The little of Git that a practice GitLab needs: ancestors, merge bases, and what differs between two trees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff

from tests.fakes.gitlab.state import Commit, Project


@dataclass(frozen=True)
class FileChange:
    """A file that differs, with its hunks as GitLab shows them."""

    path: str
    is_new: bool
    is_deleted: bool
    hunks: str


def commit_at(project: Project, ref: str) -> Commit | None:
    """Return the commit of a ref; the head of a merge request can be read in its target, wherever it was pushed."""
    _, _, rest = ref.partition("refs/merge-requests/")
    mr = next((one for one in project.merge_requests if rest == f"{one.iid}/head"), None)
    return mr.source_project.commits.get(mr.head_sha) if mr else project.commit_at(ref)


def ancestors(project: Project, sha: str) -> list[str]:
    """Return a commit and all before it, nearest first."""
    found: dict[str, None] = {}
    waiting = [sha]
    while waiting:
        one = waiting.pop(0)
        if one in project.commits and one not in found:
            found[one] = None
            waiting += project.commits[one].parents
    return list(found)


def merge_base(source: Project, head: str, target: Project, other: str) -> str:
    """Return the nearest commit that both have; that of the target when they have none in common."""
    theirs = set(ancestors(target, other))
    return next((sha for sha in ancestors(source, head) if sha in theirs), other)


def commits_between(source: Project, head: str, base: str) -> list[Commit]:
    """Return the commits of a head that a base has not, newest first."""
    known = set(ancestors(source, base))
    return [source.commits[sha] for sha in ancestors(source, head) if sha not in known]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FileChange]:
    """Yield what differs between two trees, by path."""
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old != new:
            yield FileChange(path, old is None, new is None, _hunks(old or "", new or ""))


def _hunks(old: str, new: str) -> str:
    lines = list(unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), n=3))[2:]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
