"""A tag without a version, such as `alpine`, `lts` or `stable`, moves from release to release.

Less often than `latest`, and with the same effect: the build changes without a commit and the cache is lost.

Bad:

    FROM node:lts
    CMD ["node"]

Good:

    FROM node:24-alpine
    CMD ["node"]
"""

from collections.abc import Iterator

from bot.lint.base_images import based_on
from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.INFO
READS = ("dockerfile",)


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every FROM whose tag holds no version and that names no digest."""
    for stage, reference in based_on(source.file):
        if reference.digest or not reference.is_known or reference.tag in {"", "latest"} or reference.names_version:
            continue
        message = f"the tag {reference.tag} of {stage.written_base} names no version; add one so that the base stays"
        yield Finding(line=stage.line, message=message)
