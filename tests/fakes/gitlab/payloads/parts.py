"""The pieces that several hooks share: people, projects, commits, runners; and whose clock they are written by."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from tests.fakes.gitlab.clock import hook_time
from tests.fakes.gitlab.state import Job, Label, Project, User

REDACTED = "[REDACTED]"
"""GitLab's word for the address of somebody who shows none."""
NOBODY = "0" * 40
AVATAR = "https://www.gravatar.com/avatar/{}?s=80&d=identicon"
VISIBILITY_LEVELS = {"private": 0, "internal": 10, "public": 20}


@dataclass(frozen=True)
class Style:
    """The address of the instance and the zone in which it writes its times."""

    url: str
    zone: tzinfo = UTC

    def time(self, moment: datetime | None) -> str | None:
        """Return a time as most hooks write it."""
        return hook_time(moment, self.zone)


def user(one: User) -> dict[str, Any]:
    """Return a person."""
    return {
        "id": one.id,
        "name": one.name,
        "username": one.username,
        "avatar_url": AVATAR.format(one.id),
        "email": REDACTED,
    }


def project(one: Project, style: Style, *, backward: bool = True) -> dict[str, Any]:
    """Return a project; pipeline and job hooks leave out the four old addresses."""
    http, ssh = f"{style.url}/{one.path}.git", f"git@127.0.0.1:{one.path}.git"
    row = {
        "id": one.id,
        "name": one.path.rsplit("/", 1)[-1],
        "description": one.description,
        "web_url": f"{style.url}/{one.path}",
        "avatar_url": None,
        "git_ssh_url": ssh,
        "git_http_url": http,
        "namespace": one.path.rsplit("/", 1)[0],
        "visibility_level": VISIBILITY_LEVELS[one.visibility],
        "path_with_namespace": one.path,
        "default_branch": one.default_branch,
        "ci_config_path": "",
    }
    old = {"homepage": f"{style.url}/{one.path}", "url": ssh, "ssh_url": ssh, "http_url": http}
    return {**row, **(old if backward else {})}


def repository(one: Project, style: Style) -> dict[str, Any]:
    """Return the deprecated block of a repository."""
    row = project(one, style)
    wanted = ("name", "url", "description", "homepage", "git_http_url", "git_ssh_url", "visibility_level")
    return {name: row[name] for name in wanted}


def commit(of: Project, sha: str, style: Style) -> dict[str, Any] | None:
    """Return a commit, None for one that the repository does not hold."""
    one = of.commits.get(sha)
    if one is None:
        return None
    return {
        "id": sha,
        "message": one.message,
        "title": one.title,
        "timestamp": one.created_at.astimezone(style.zone).isoformat(timespec="seconds"),
        "url": f"{style.url}/{of.path}/-/commit/{sha}",
        "author": {"name": "Dana", "email": REDACTED},
    }


def label(one: Label, of: Project, style: Style) -> dict[str, Any]:
    """Return a label."""
    return {
        "id": one.id,
        "title": one.title,
        "color": "#adb21a",
        "project_id": of.id,
        "created_at": style.time(one.created_at),
        "updated_at": style.time(one.created_at),
        "template": False,
        "description": "",
        "type": "ProjectLabel",
        "group_id": 24,
    }


def runner(of: Job) -> dict[str, Any] | None:
    """Return the runner of a job that has one."""
    if not of.has_runner:
        return None
    return {
        "id": 7,
        "description": "docker-7",
        "runner_type": of.runner_type,
        "active": True,
        "is_shared": of.runner_type == "instance_type",
        "tags": list(of.tags),
    }


def environment(of: Job) -> dict[str, Any] | None:
    """Return the environment that a job deploys to."""
    return {"name": of.environment, "action": "start", "deployment_tier": of.environment} if of.environment else None
