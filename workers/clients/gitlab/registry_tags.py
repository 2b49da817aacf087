"""The tags of a project's registry as GitLab shows them, what shares their digest, and how one is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.actions import Step
from bot.caches import CacheReferences, Caches, CacheTag
from bot.errors import NotAllowed, NotThere, OutsideError, Refused
from bot.traces.pushes import CACHE_TAG, parse_reference
from workers.clients.gitlab.connection import AT_ONCE, Connection
from workers.side_by_side import side_by_side

QUERY = """
query Tags($id: ContainerRepositoryID!, $after: String) {
  containerRepository(id: $id) {
    tags(first: 100, after: $after) {
      nodes { name digest userPermissions { destroyContainerRepositoryTag } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
MOST_PAGES = 100
MOST_BY_REST = 200
"""By REST the digest of every tag costs a request."""
USUAL = "latest"


class TooManyTags(OutsideError):  # noqa: N818 - named by what it means
    """A repository has more tags than we look through."""


@dataclass(frozen=True)
class Repository:
    """A repository of a project's registry; `place` is its name with the registry's host."""

    project_id: int
    id: int
    place: str


@dataclass(frozen=True)
class _Tag:
    name: str
    digest: str
    may_delete: bool = True


class RegistryTags:
    """Looks at tags and deletes them, by GitLab and never by the registry itself, so that GitLab's rules hold."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def repositories(self, project_id: int) -> tuple[Repository, ...] | None:
        """Return the repositories of a project's registry, None where GitLab does not show it."""
        path = f"/projects/{project_id}/registry/repositories"
        try:
            return tuple(
                Repository(project_id, int(row["id"]), str(row["location"]))
                for row in self._connection.rows("the registry's repositories", path)
            )
        except (NotAllowed, NotThere):
            return None

    def find(self, project_path: str, repositories: Sequence[Repository], references: CacheReferences) -> Caches:
        """Return what references stand for in the registry of a project."""
        try:
            return self._found(project_path.lower(), {one.place: one for one in repositories}, references)
        except TooManyTags as error:
            return Caches(problem=str(error))

    def _found(self, path: str, repositories: Mapping[str, Repository], references: CacheReferences) -> Caches:
        wanted: dict[str, list[str]] = {}
        elsewhere, gone = [], []
        for reference in references.known:
            push = parse_reference(reference)
            place = f"{push.registry}/{push.repository}"
            if place in repositories:
                wanted.setdefault(place, []).extend(push.tags or [""])
            elif f"{push.repository}/".startswith(f"{path}/"):
                gone.append(reference)
            else:
                elsewhere.append(reference)
        tags: list[CacheTag] = []
        for place, names in wanted.items():
            found = self._wanted(repositories[place], names)
            tags += found
            gone += [f"{place}:{name}" for name in names if name and name not in {tag.name for tag in found}]
        return Caches(tuple(tags), tuple(gone), tuple(elsewhere), references.unknown)

    def _wanted(self, repository: Repository, names: Sequence[str]) -> list[CacheTag]:
        """Return the tags of those names; a reference without a tag stands for the layers that builders keep there."""
        tags, place = self._tags(repository), repository.place
        layers = {tag.name for tag in tags if CACHE_TAG.fullmatch(tag.name)}
        chosen = {name for name in names if name} | ((layers or {USUAL}) if "" in names else set())
        return [
            CacheTag(
                project_id=repository.project_id,
                repository_id=repository.id,
                place=place,
                name=tag.name,
                digest=tag.digest,
                shared_with=tuple(
                    f"{place}:{one.name}" for one in tags if one.digest == tag.digest and one.name not in chosen
                ),
                may_delete=tag.may_delete,
            )
            for tag in tags
            if tag.name in chosen
        ]

    def _tags(self, repository: Repository) -> list[_Tag]:
        try:
            tags = self._by_graphql(repository.id)
        except OutsideError as error:
            if error.retry_after_seconds is not None or isinstance(error, TooManyTags):
                raise
            tags = None
        return self._by_rest(repository) if tags is None else tags

    def _by_graphql(self, repository_id: int) -> list[_Tag] | None:
        """Return the tags, a hundred for each request; None where GitLab does not tell them whole."""
        tags: list[_Tag] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            variables = {"id": f"gid://gitlab/ContainerRepository/{repository_id}", "after": after}
            data = self._connection.post_query("the tags", {"query": QUERY, "variables": variables})
            page = ((data.get("data") or {}).get("containerRepository") or {}).get("tags")
            if data.get("errors") or page is None or any(not row["digest"] for row in page["nodes"]):
                return None
            tags += [_of_graphql(row) for row in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return tags
            after = page["pageInfo"]["endCursor"]
        raise TooManyTags(f"The repository has more than {100 * MOST_PAGES} tags, more than I look through")

    def _by_rest(self, repository: Repository) -> list[_Tag]:
        path = f"/projects/{repository.project_id}/registry/repositories/{repository.id}/tags"
        names = [str(row["name"]) for row in self._connection.rows("the tags", path)]
        if len(names) > MOST_BY_REST:
            raise TooManyTags(f"The repository has more than {MOST_BY_REST} tags, more than I look through by REST")
        found = side_by_side(partial(self._digest, repository.project_id, repository.id), names)
        return [_Tag(name, digest) for name, digest in zip(names, found, strict=True) if digest]

    def _digest(self, project_id: int, repository_id: int, name: str) -> str | None:
        try:
            return str(self._connection.read("the tag", _path(project_id, repository_id, name))["digest"])
        except NotThere:
            return None

    def delete(self, tag: CacheTag) -> Step:
        """Delete a tag, unless it is gone or names another digest than it did."""
        if self._digest(tag.project_id, tag.repository_id, tag.name) != tag.digest:
            return Step()
        try:
            with self._connection.translated("deleting a tag"):
                path = _path(tag.project_id, tag.repository_id, tag.name)
                self._connection.api.http_delete(path, **AT_ONCE)
        except NotThere:
            return Step()
        except NotAllowed:
            return Step(problem="GitLab refused it; the tag is protected, or my role does not allow it")
        except Refused as error:
            return Step(problem=str(error))
        return Step()


def _path(project_id: int, repository_id: int, name: str) -> str:
    return f"/projects/{project_id}/registry/repositories/{repository_id}/tags/{quote(name, safe='')}"


def _of_graphql(row: Any) -> _Tag:
    rights = row.get("userPermissions") or {}
    return _Tag(row["name"], row["digest"], rights.get("destroyContainerRepositoryTag") is not False)
