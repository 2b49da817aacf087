"""The commands that read something and tell about it: logs, pipelines, images, the files that define a build."""

# ruff: noqa: PLC0415 - a process imports only what its own command needs

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Need
from workers.environment import process_settings
from workers.explanation_format import Format
from workers.image_format import ImageFormat
from workers.lint_format import FailOn, LintFormat

readers = typer.Typer()

_AS = Annotated[Format, typer.Option("--format", help="Text for people or JSON for programs.")]
_DOCKERFILE = Annotated[Path | None, typer.Option(help="The Dockerfile of that commit, which tells what steps do.")]
_CHANGED_FILES = Annotated[
    Path | None,
    typer.Option(help="What changed, as `git diff` prints it, or one path a line."),
]


@readers.command()
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


@readers.command()
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

    tools = open_toolbox(process_settings(Need.GITLAB), with_redis=False)
    typer.echo(explain_gitlab_job(tools, project, job, output, read_inputs(dockerfile, changed_files)))


@readers.command("time")
def time_of_pipeline(
    project: Annotated[str, typer.Option(help="Path or id of the project.")],
    pipeline: Annotated[int, typer.Option(min=1, help="Id of a pipeline that has ended.")],
    output: _AS = Format.TEXT,
) -> None:
    """Tell how long a pipeline's image jobs took, whether that is usual, and where the time went."""
    from workers.timing import time_pipeline
    from workers.toolbox import open_toolbox

    tools = open_toolbox(process_settings(Need.GITLAB), with_redis=False)
    typer.echo(time_pipeline(tools, project, pipeline, output))


_PLATFORM = Annotated[
    list[str] | None, typer.Option("--platform", help="Only this platform, such as linux/arm64; may be repeated.")
]
_FILES = Annotated[bool, typer.Option("--files", help="Also read the files of the layers that changed.")]
_AS_IMAGE = Annotated[ImageFormat, typer.Option("--format", help="Text for people, JSON or Markdown.")]
_BUILT_FROM = Annotated[Path | None, typer.Option(help="The Dockerfile that the image was built from, for lines.")]
_TARGET = Annotated[str | None, typer.Option(help="The stage that was built, when it is not the last one.")]
_IMAGES_HELP = "A reference, oci:DIR, docker-archive:FILE, or docker:NAME for a Docker engine."


@readers.command()
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


@readers.command()
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


@readers.command()
def lint(  # noqa: PLR0917 - typer makes options of them
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, or folders to search; this folder when none is named.")
    ] = None,
    output: Annotated[LintFormat, typer.Option("--format", help="How findings are printed.")] = LintFormat.TEXT,
    diff: Annotated[bool, typer.Option("--diff", help="Print the fixes as a patch instead of the findings.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Make the fixes.")] = False,
    select: Annotated[list[str] | None, typer.Option(help="Run only these rules (several: a,b).")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Leave these rules out (several: a,b).")] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="The exit code is 1 if a finding is at least as bad as this.")
    ] = FailOn.ERROR,
    explain: Annotated[str | None, typer.Option(metavar="RULE", help="Print what a rule is about.")] = None,
    show_list: Annotated[bool, typer.Option("--list", help="Print all rules.")] = False,
) -> None:
    """Find mistakes in Dockerfiles, CI files and runners' config.toml, read together; no server, no network."""
    from workers.lint import Wish, explained, lint_paths, listed

    if explain is not None or show_list:
        typer.echo(explained(explain) if explain is not None else listed(), nl=False)
        return
    wish = Wish(output, fail_on, select or (), ignore or (), shows_diff=diff, fixes=fix)
    outcome = lint_paths(paths or (), wish, datetime.now(UTC).date())
    for complaint in outcome.complaints:
        typer.echo(f"lighterman: {complaint}", err=True)
    typer.echo(outcome.printed, nl=False)
    raise typer.Exit(outcome.code)
