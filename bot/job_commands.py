"""Finds the image commands of a job and fills in their variables as the job's shell would, as far as they are known."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.files.ci_file import Job, Step, expand_text
from bot.image_commands import ImageCommand, read_image_command
from bot.job_shell import follow

_PROGRAM = re.compile(r"docker|podman|nerdctl|buildah|buildx|buildctl|executor|skopeo|crane|\$")
"""What every image command has among its words; the words of all others are not worth filling in."""
MOST_COMMANDS = 2000
"""Of one job that may be image commands, each turn of a loop counted."""


@dataclass(frozen=True)
class JobCommand:
    """An image command and the step that it stands in; one in a loop comes once for each turn.

    `variables` are those that are known where it runs; what only GitLab or the job knows stays `${NAME}`.
    """

    step: Step
    command: ImageCommand
    variables: Mapping[str, str]


def image_commands(job: Job, given: Mapping[str, str] | None = None) -> Iterator[JobCommand]:
    """Yield the image commands of a job; `given` are GitLab's own variables and those of one job of a matrix."""
    for command in islice(_tries(job, given or {}), MOST_COMMANDS):
        if command is not None:
            yield command


def _tries(job: Job, given: Mapping[str, str]) -> Iterator[JobCommand | None]:
    """Yield each command that may be one of images, None where it is none."""
    start = {**given, **{name: expand_text(value, given) for name, value in job.known_variables.items()}}
    for step, shell in follow(job, start):
        if _PROGRAM.search(" ".join(step.command.texts)):
            known = shell.variables_of(step)
            for turn in shell.turns_of(step):
                command = read_image_command(shell.words_of(step, turn))
                yield None if command is None else JobCommand(step, command, {**known, **turn})
