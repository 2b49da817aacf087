"""Repositories and tags of a project's container registry."""

from typing import Any

from tests.fakes.gitlab.access import DEVELOPER, REPORTER, Call
from tests.fakes.gitlab.answers import StopError, message
from tests.fakes.gitlab.clock import iso_seconds
from tests.fakes.gitlab.registry import NoSuchTagError, Registry
from tests.fakes.gitlab.state import ContainerRepository, Project
from tests.fakes.loopback import Answer

SHORT_REVISION = 9


def listing(call: Call, key: str) -> Answer:
    """List the repositories of a project's registry."""
    project = call.project(key, REPORTER)
    return call.paged(_repository(one, project) for one in project.container_repositories)


def tags(call: Call, key: str, repository_id: str) -> Answer:
    """List the tags: names and places only, because digests would each cost a request to the registry."""
    _, repository = _find(call, key, repository_id)
    return call.paged(_tag(repository, name) for name in registry_of(repository).names())


def tag(call: Call, key: str, repository_id: str, name: str) -> Answer:
    """Return a tag with its digest and size."""
    _, repository = _find(call, key, repository_id)
    try:
        found = registry_of(repository).tag(name)
    except NoSuchTagError:
        return message(404, "404 Tag Not Found")
    more = {
        "revision": found.revision,
        "short_revision": found.revision[:SHORT_REVISION],
        "digest": found.digest,
        "created_at": iso_seconds(found.created_at),
        "total_size": found.size,
    }
    return Answer(200, {**_tag(repository, name), **more})


def delete(call: Call, key: str, repository_id: str, name: str) -> Answer:
    """Delete a tag, which takes Developer, or more where a rule protects it; every tag of its digest goes with it."""
    project, repository = _find(call, key, repository_id)
    call.require(project, DEVELOPER)
    if not may_delete(repository, name, project.level_of(call.user)):
        return message(403, "403 Forbidden - Tag is protected")
    try:
        registry_of(repository).delete(name)
    except NoSuchTagError:
        return message(404, "404 Tag Not Found")
    return Answer(200, b"200")


def registry_of(repository: ContainerRepository) -> Registry:
    """Return what a repository really holds."""
    return Registry(repository.host, repository.path)


def may_delete(repository: ContainerRepository, name: str, level: int) -> bool:
    """Tell whether somebody of that level may delete a tag."""
    return level >= max(DEVELOPER, repository.protected_tags.get(name, 0))


def _find(call: Call, key: str, repository_id: str) -> tuple[Project, ContainerRepository]:
    project = call.project(key, REPORTER)
    found = next((one for one in project.container_repositories if str(one.id) == repository_id), None)
    if found is None:
        raise StopError(message(404, "404 Not found"))
    return project, found


def _repository(one: ContainerRepository, of: Project) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "path": one.path,
        "project_id": of.id,
        "location": one.location,
        "created_at": iso_seconds(one.created_at),
        "cleanup_policy_started_at": None,
        "status": None,
    }


def _tag(repository: ContainerRepository, name: str) -> dict[str, Any]:
    return {"name": name, "path": f"{repository.path}:{name}", "location": f"{repository.location}:{name}"}


_REPOSITORY = "/projects/:id/registry/repositories/:repository_id"
ROUTES = {
    "GET /projects/:id/registry/repositories": listing,
    f"GET {_REPOSITORY}/tags": tags,
    f"GET {_REPOSITORY}/tags/:name": tag,
    f"DELETE {_REPOSITORY}/tags/:name": delete,
}
