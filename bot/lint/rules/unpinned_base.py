"""A base image without a tag, or with `latest`, is another image whenever its maker likes.

Two builds of one commit then differ, and the day the new image lands the whole cache is lost. Name a version; a digest
behind it makes the base the same for ever.

Bad:

    FROM python
    COPY app.py /

Good:

    FROM python:3.13-slim
    COPY app.py /
"""

from collections.abc import Iterator

from bot.lint.base_images import based_on
from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every FROM of an image that names no tag, or `latest`, and no digest."""
    for stage, reference in based_on(source.file):
        if reference.digest or "$" in reference.short_name or reference.tag not in {"", "latest"}:
            continue
        said = "the tag latest" if reference.tag else "no tag"
        message = f"{stage.written_base} names {said}, so the base changes without a change here; name a version"
        yield Finding(line=stage.line, message=message)
