"""The image runs its program as root.

Whoever breaks out of the program then is root in the container, and with a mounted socket or volume often on the host
too. Create a user, or name a number: `USER 65532` works even in an image that is FROM scratch, and Kubernetes can check
it (`runAsNonRoot`).

Bad:

    FROM debian:13-slim
    CMD ["cat"]

Good:

    FROM debian:13-slim
    USER 65532:65532
    CMD ["cat"]
"""

import re
from collections.abc import Iterator

from bot.lint.final_image import base_of, kept_stages
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)
WITH_A_USER = re.compile(
    r"nonroot|rootless|unprivileged|bitnami|chainguard|cgr\.dev|jenkins|grafana|prom/|sonarqube|keycloak|elastic"
    r"|devcontainers|cimg/|circleci/|ubi\d+/(?:nodejs|python|openjdk|php|ruby|go-toolset|nginx|httpd)|windows|nanoserver"
    r"|mcr\.microsoft\.com/dotnet/\S+-chiseled"
)
"""Base images that set a user of their own, or know no root."""
ROOT = frozenset({"root", "0"})


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding where the final image starts something and its last USER is root, or there is none."""
    stages = kept_stages(source.file)
    instructions = [one for stage in stages for one in stage.instructions]
    users = [one for one in instructions if one.keyword == "USER" and one.arguments]
    if users:
        name = users[-1].arguments[0].partition(":")[0]
        if name in ROOT:
            yield Finding(line=users[-1].line, message="the last USER is root; end with a user that is not, by number")
        return
    starts = any(one.keyword in {"CMD", "ENTRYPOINT"} for one in instructions)
    base = base_of(source.file)
    if stages and starts and not WITH_A_USER.search(base) and parse_reference(base).is_known:
        message = "no USER is set, so the program runs as root; add a line such as USER 65532:65532"
        yield Finding(line=stages[-1].line, message=message)
