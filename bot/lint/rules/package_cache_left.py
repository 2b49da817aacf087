"""A RUN leaves the index or the cache of a package manager in the image.

Nothing uses it again, and a later RUN cannot take it out: a layer keeps what it once held. Clean up in the same RUN,
tell the manager to keep nothing, or put its folder on `RUN --mount=type=cache`.

Bad:

    FROM debian:13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends curl

Good:

    FROM debian:13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import islice

from bot.files.dockerfile import Instruction, Stage
from bot.files.dockerfile.run_script import RunCommand
from bot.lint.final_image import kept_runs, set_before
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.package_caches import Cache, left_caches
from bot.lint.run_edits import add_command, add_option
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)
VERBS = ("install", "add", "update", "wheel", "download")


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every manager whose files a layer of the final image keeps."""
    for stage, one, commands in kept_runs(source):
        for cache, command in left_caches(one, commands, partial(set_before, source.file, stage, one)):
            how = f"write {cache.switch}" if cache.switch else f"end this RUN with {cache.clean}"
            yield Finding(
                line=command.line,
                column=command.column,
                kind=cache.kind,
                message=f"this layer keeps {cache.what}, which nothing uses; {how}",
                fix=_fix(source, stage, one, commands, cache),
            )


def _fix(
    source: DockerfileSource, stage: Stage, one: Instruction, commands: tuple[RunCommand, ...], cache: Cache
) -> Fix | None:
    if cache.switch:
        wrong = [command for command in commands if _leaves(cache, command)]
        edits = add_option(source, wrong, VERBS, cache.switch)
        return Fix(f"write {cache.switch}", edits) if edits else None
    if cache.kind == "apt" and _is_needed_later(source, stage, one):
        return None
    edits = add_command(source, one, cache.clean)
    return Fix(f"end the RUN with {cache.clean}", edits) if edits else None


def _leaves(cache: Cache, command: RunCommand) -> bool:
    text = command.text
    return cache.fills.match(text) is not None and cache.unless.search(text) is None


def _is_needed_later(source: DockerfileSource, stage: Stage, one: Instruction) -> bool:
    """Tell whether a later RUN installs from the lists of this one without new ones of its own."""
    start = bisect_right(stage.instructions, one.line, key=lambda each: each.line)
    for later in islice(stage.instructions, start, None):
        texts = [command.text for command in source.commands(later)]
        installs = next((place for place, text in enumerate(texts) if _is_apt(text, "install")), None)
        updates = next((place for place, text in enumerate(texts) if _is_apt(text, "update")), None)
        if updates is not None and (installs is None or updates < installs):
            return False
        if installs is not None:
            return True
    return False


def _is_apt(text: str, verb: str) -> bool:
    return text.startswith(("apt", "aptitude")) and verb in text.split()
