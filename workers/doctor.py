"""Asks GitLab and Redis how they are, one after the other, and goes on after what fails."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.condition import Line, State, line_of_role, lines_of_token
from bot.errors import NotThere, OutsideError, UserError
from bot.settings import Need, Settings
from bot.task_queue.connection import check_durability, connect_bell
from workers.environment import read_settings
from workers.toolbox import Toolbox, open_toolbox


def examine(environ: Mapping[str, str], project: str | None, today: date) -> Iterator[Line]:
    """Yield what was found; no error leaves, each is a line."""
    try:
        settings = read_settings(environ, (Need.GITLAB, Need.SCOPES))
    except UserError as error:
        yield from (Line(State.FAIL, "settings", sentence) for sentence in str(error).splitlines())
        return
    paths = ", ".join(scope.path for scope in settings.scopes)
    yield Line(State.OK, "settings", f"nothing is wrong; hooks are taken from {paths}")
    yield from _tried("gitlab", lambda: _gitlab(open_toolbox(settings, with_redis=False), project, today))
    yield from _tried("redis", lambda: _redis(settings))


def _tried(topic: str, look: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    try:
        yield from look()
    except (UserError, OutsideError) as error:
        yield from (Line(State.FAIL, topic, sentence) for sentence in str(error).splitlines())


def _gitlab(tools: Toolbox, project: str | None, today: date) -> Iterator[Line]:
    yield Line(State.OK, "gitlab", f"GitLab {tools.gitlab.version()} answers at {tools.settings.gitlab_url}")
    try:
        yield from lines_of_token(tools.gitlab.own_token(), today)
    except NotThere:
        yield Line(State.WARN, "token", "this GitLab does not tell its scopes; it does from 15.5 on")
    if project is None:
        yield Line(State.WARN, "project", "no role was looked at; name a project by --project")
        return
    found = tools.gitlab.project(project)
    yield line_of_role(found.path, tools.gitlab.caller(found.id, tools.gitlab.own_user_id()).access_level)


def _redis(settings: Settings) -> Iterator[Line]:
    if settings.redis_url is None:
        yield Line(State.WARN, "redis", "REDIS_URL is not set, so that only `lighterman up` can start")
        return
    with connect_bell(settings.require_redis()) as connection:
        check_durability(connection, is_relaxed=settings.is_durability_relaxed)
    how = "is taken as it is (LIGHTERMAN_DURABILITY=relaxed)" if settings.is_durability_relaxed else "forgets nothing"
    yield Line(State.OK, "redis", f"Redis answers and {how}")
