"""ADD of a plain file or folder: COPY does the same and nothing else.

ADD also unpacks archives and downloads addresses, so the reader has to look twice, and a file that becomes an archive
one day is unpacked without anybody having asked for it.

Bad:

    FROM debian:13-slim
    ADD app /app

Good:

    FROM debian:13-slim
    COPY app /app
    ADD rootfs.tar.gz /
"""

import re
from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)
ARCHIVE = re.compile(r"\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst|zst|gz|bz2|xz)$|\*$", re.IGNORECASE)
REMOTE = re.compile(r"^(?:https?|git|ssh)://|^git@|\.git(?:#.*)?$")


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every ADD that only copies."""
    for one in source.file.instructions:
        sources = one.arguments[:-1]
        if one.keyword != "ADD" or not sources:
            continue
        if not any(ARCHIVE.search(word) or REMOTE.search(word) or "$" in word for word in sources):
            message = (
                f"ADD only copies here; write COPY {' '.join(one.arguments[:2])} …"
                if len(sources) > 1
                else (f"ADD only copies here; write COPY {' '.join(one.arguments)}")
            )
            yield Finding(line=one.line, message=message)
