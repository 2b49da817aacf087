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
from workers import logs
from workers.environment import read_settings
from workers.explanation_format import Format
from workers.image_format import ImageFormat

if TYPE_CHECKING:
    from bot.task_queue.draining import Inbox

app = typer.Typer(
    help="Comments on GitLab merge requests: what they do to the Docker images and to the time of the builds.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


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

    settings = _process_settings(Need.SCOPES, Need.REDIS)
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

    run_worker(_process_settings(Need.GITLAB, Need.REDIS), "events")


@app.command()
def commands() -> None:
    """Answer the commands that people write into comments."""
    from workers.worker_process import run_worker

    run_worker(_process_settings(Need.GITLAB, Need.REDIS), "commands")


@app.command()
def clock() -> None:
    """Send workers to what was forgotten, and warn of events that were given up."""
    from workers.schedule import run_clock

    run_clock(_process_settings(Need.REDIS))


@app.command()
def up() -> None:
    """Start everything on this machine, a Redis included unless REDIS_URL names one."""
    from workers.supervise import supervise

    settings = _process_settings(Need.GITLAB, Need.SCOPES)
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
    from workers.toolbox import open_toolbox

    tools = open_toolbox(_process_settings(Need.GITLAB), with_redis=False)
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
    action = review(gathered.facts, is_asked=True)
    if dry_run:
        typer.echo(action.body)
    else:
        typer.echo(act(action, tools, has_commented=gathered.has_commented, stands=gathered.stands))


_AS = Annotated[Format, typer.Option("--format", help="Text for people or JSON for programs.")]
_DOCKERFILE = Annotated[Path | None, typer.Option(help="The Dockerfile of that commit, which tells what steps do.")]
_CHANGED_FILES = Annotated[
    Path | None,
    typer.Option(help="What changed, as `git diff` prints it, or one path a line."),
]


@app.command()
def explain_log(
    files: Annotated[list[str], typer.Argument(help="Logs of jobs; - is the standard input.")],
    output: _AS = Format.TEXT,
    dockerfile: _DOCKERFILE = None,
    changed_files: _CHANGED_FILES = None,
    observed_after: Annotated[
        float | None, typer.Option(min=0, help="For a running job: the seconds since its log last grew.")
    ] = None,
) -> None:
    """Explain a job's log: its steps, what the cache did and why, known failures, whether it hangs."""
    from workers.explain import explain_files, read_inputs

    typer.echo(explain_files(files, output, read_inputs(dockerfile, changed_files), silent_seconds=observed_after))


@app.command()
def explain_job(
    project: Annotated[str, typer.Option(help="Path or id of the project.")],
    job: Annotated[int, typer.Option(min=1, help="Id of the job.")],
    output: _AS = Format.TEXT,
    dockerfile: _DOCKERFILE = None,
    changed_files: _CHANGED_FILES = None,
) -> None:
    """Explain the log of a job in GitLab."""
    from workers.explain import explain_gitlab_job, read_inputs
    from workers.toolbox import open_toolbox

    tools = open_toolbox(_process_settings(Need.GITLAB), with_redis=False)
    typer.echo(explain_gitlab_job(tools, project, job, output, read_inputs(dockerfile, changed_files)))


_PLATFORM = Annotated[
    list[str] | None, typer.Option("--platform", help="Only this platform, such as linux/arm64; may be repeated.")
]
_FILES = Annotated[bool, typer.Option("--files", help="Also read the files of the layers that changed.")]
_AS_IMAGE = Annotated[ImageFormat, typer.Option("--format", help="Text for people, JSON or Markdown.")]
_BUILT_FROM = Annotated[Path | None, typer.Option(help="The Dockerfile that the image was built from, for lines.")]
_TARGET = Annotated[str | None, typer.Option(help="The stage that was built, when it is not the last one.")]
_IMAGES_HELP = "A reference, oci:DIR, docker-archive:FILE, or docker:NAME for a Docker engine."


@app.command()
def compare_images(
    before: Annotated[str, typer.Argument(help=_IMAGES_HELP)],
    after: Annotated[str, typer.Argument(help="The newer image, named in the same ways.")],
    *,
    platform: _PLATFORM = None,
    files: _FILES = False,
    output: _AS_IMAGE = ImageFormat.TEXT,
    dockerfile: _BUILT_FROM = None,
    target: _TARGET = None,
) -> None:
    """Compare two images: by how much they differ, in which layers and by which instructions."""
    from workers.compare_images import Wish, read_written, report_images

    wish = Wish(tuple(platform or ()), files, read_written(dockerfile, target))
    typer.echo(report_images(before, after, wish, os.environ, output))


@app.command()
def image(
    name: Annotated[str, typer.Argument(help=_IMAGES_HELP)],
    *,
    platform: _PLATFORM = None,
    files: _FILES = False,
    output: _AS_IMAGE = ImageFormat.TEXT,
    dockerfile: _BUILT_FROM = None,
    target: _TARGET = None,
) -> None:
    """Tell the sizes of one image: by layer and instruction, and with --files what it holds."""
    from workers.compare_images import Wish, read_written, report_images

    wish = Wish(tuple(platform or ()), files, read_written(dockerfile, target))
    typer.echo(report_images(None, name, wish, os.environ, output))


@app.command("time")
def time_of_pipeline(
    project: Annotated[str, typer.Option(help="Path or id of the project.")],
    pipeline: Annotated[int, typer.Option(min=1, help="Id of a pipeline that has ended.")],
    output: _AS = Format.TEXT,
) -> None:
    """Tell how long a pipeline's image jobs took, whether that is usual, and where the time went."""
    from workers.timing import time_pipeline
    from workers.toolbox import open_toolbox

    tools = open_toolbox(_process_settings(Need.GITLAB), with_redis=False)
    typer.echo(time_pipeline(tools, project, pipeline, output))


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


def _process_settings(*needs: Need) -> Settings:
    settings = read_settings(os.environ, needs)
    logs.set_up(settings.log_level, is_json=settings.is_log_json)
    return settings


def _inbox() -> "Inbox":
    from bot.task_queue.connection import connect, is_answering
    from bot.task_queue.draining import Inbox

    settings = _process_settings(Need.REDIS)
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
