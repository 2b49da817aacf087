"""The command line: one command per process of the Procfile, and a few for people."""

# ruff: noqa: PLC0415 - a process imports only what its own command needs

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import OutsideError, UserError
from bot.settings import Need, Settings
from workers.cli_readers import readers
from workers.environment import process_settings

if TYPE_CHECKING:
    from bot.task_queue.draining import Inbox

app = typer.Typer(
    help="Comments on GitLab merge requests: what they do to the Docker images and to the time of the builds.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(readers)


def main() -> None:
    """Run the command line; what a person can mend is told in plain words, with exit code 2."""
    try:
        app()
    except (UserError, OutsideError) as error:
        typer.echo(f"lighterman: {error}", err=True)
        sys.exit(2)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"lighterman {version('lighterman')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def web() -> None:
    """Hear GitLab's hooks and store them."""
    from bot.task_queue.connection import check_durability, connect_bell

    settings = process_settings(Need.SCOPES, Need.REDIS)
    with connect_bell(settings.require_redis()) as connection:
        check_durability(connection, is_relaxed=settings.is_durability_relaxed)
    try:
        asyncio.run(_serve(settings))
    except OSError as error:
        raise OutsideError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}") from error


@app.command()
def worker() -> None:
    """Review pipelines and keep the comments current."""
    from workers.worker_process import run_worker

    run_worker(process_settings(Need.GITLAB, Need.REDIS), "events")


@app.command()
def commands() -> None:
    """Answer the commands that people write into comments."""
    from workers.worker_process import run_worker

    run_worker(process_settings(Need.GITLAB, Need.REDIS), "commands")


@app.command()
def clock() -> None:
    """Send workers to what was forgotten, and warn of events that were given up."""
    from workers.schedule import run_clock

    run_clock(process_settings(Need.REDIS))


@app.command()
def up() -> None:
    """Start everything on this machine, a Redis included unless REDIS_URL names one."""
    from workers.supervise import supervise

    settings = process_settings(Need.GITLAB, Need.SCOPES)
    supervise(settings, os.environ)


@app.command()
def report(
    project: Annotated[
        str, typer.Option(envvar="CI_MERGE_REQUEST_PROJECT_PATH", help="Path or id of the merge request's project.")
    ],
    mr: Annotated[int, typer.Option(min=1, envvar="CI_MERGE_REQUEST_IID", help="Number of the merge request.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the comment instead of writing it.")] = False,
) -> None:
    """Review one merge request now, without a server and without Redis; in a CI job both options are known."""
    from bot.review import review
    from bot.tasks import ReviewPipeline
    from workers.act import act
    from workers.gather import Gathered, gather
    from workers.threads import write_threads
    from workers.toolbox import open_toolbox

    tools = open_toolbox(process_settings(Need.GITLAB), with_redis=False)
    found = tools.gitlab.project(project)
    inside = os.environ.get("CI_PIPELINE_ID", "")
    task = ReviewPipeline(
        project=found,
        merge_request_iid=mr,
        is_asked=True,
        inside_pipeline_id=int(inside) if inside.isdigit() else None,
    )
    gathered = gather(task, tools)
    if not isinstance(gathered, Gathered):
        raise UserError(f"{found.path}!{mr}: {gathered.reason}")
    facts = gathered.facts if dry_run else write_threads(gathered.facts, tools)
    action = review(facts, is_asked=True)
    if dry_run:
        typer.echo(action.body)
    else:
        typer.echo(act(action, tools, has_commented=gathered.has_commented, stands=gathered.stands))


@app.command()
def status() -> None:
    """Print what waits, what was heard, and the events that were given up."""
    inbox = _inbox()
    for name, count in inbox.counts().items():
        typer.echo(f"{name}: {count}")
    for letter in inbox.dead_letters():
        typer.echo(f"given up: {letter.id} {letter.subject}, died {letter.died} times")


@app.command()
def replay(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Events as `status` lists them; all when none is named.")
    ] = None,
) -> None:
    """Try events again that were given up."""
    inbox = _inbox()
    dead = [letter.id for letter in inbox.dead_letters()]
    if unknown := [one for one in ids or () if one not in dead]:
        raise UserError(
            f"{', '.join(unknown)}: not among the events that were given up; `lighterman status` lists them"
        )
    replayed = inbox.replay(ids or dead)
    typer.echo("1 event is tried again" if replayed == 1 else f"{replayed} events are tried again")


@app.command()
def doctor(
    project: Annotated[
        str | None, typer.Option(help="Path or id of a project in which to look at the role of the token's user.")
    ] = None,
) -> None:
    """Look at settings, GitLab, access token and Redis; exit code 1 when something is wrong."""
    from bot.condition import State
    from workers.doctor import examine

    lines = list(examine(os.environ, project, datetime.now(UTC).date()))
    for line in lines:
        typer.echo(line)
    if any(line.state is State.FAIL for line in lines):
        raise typer.Exit(1)


@app.command()
def config_schema() -> None:
    """Print the JSON Schema of .lighterman.yml, for editors."""
    from bot.repo_config import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
def check_config(file: Annotated[Path, typer.Argument(help="A .lighterman.yml.")]) -> None:
    """Tell what is wrong with a .lighterman.yml."""
    from bot.repo_config import read_repo_config

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise UserError(f"{file} cannot be read: {why}") from error
    _, problems = read_repo_config(text)
    if problems:
        raise UserError("\n".join(f"{file}: {problem}" for problem in problems))
    typer.echo(f"{file}: nothing is wrong")


def _inbox() -> "Inbox":
    from bot.task_queue.connection import connect, is_answering
    from bot.task_queue.draining import Inbox

    settings = process_settings(Need.REDIS)
    url = settings.require_redis()
    if not is_answering(url):
        raise OutsideError("Redis does not answer at the address in REDIS_URL")
    return Inbox(connect(url), lease_seconds=settings.lease_seconds)


async def _serve(settings: Settings) -> None:
    from bot.task_queue.accepting import Accepting
    from bot.task_queue.connection import connect_bell, connect_door
    from bot.task_queue.ringing import Bell
    from bot.web.app import make_app, serve

    url = settings.require_redis()
    inbox = Accepting(connect_door(url), Bell(connect_bell(url)))
    await serve(make_app(settings.scopes, inbox), settings.host, settings.port)


if __name__ == "__main__":
    main()
