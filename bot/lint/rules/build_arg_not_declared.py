"""The build gets an argument that its Dockerfile does not declare, so that nothing comes of it.

BuildKit says so in one warning and goes on with the default of another name, or with nothing.

Bad:

    build:
      script:
        - docker build --build-arg APP_VERSION=1.2 .

    ==> Dockerfile <==
    FROM alpine:3.22
    ARG VERSION
    RUN echo $VERSION > /version

Good:

    build:
      script:
        - docker build --build-arg VERSION=1.2 .

    ==> Dockerfile <==
    FROM alpine:3.22
    ARG VERSION
    RUN echo $VERSION > /version
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from bot.lint.ci_findings import at_step
from bot.lint.credentials import is_credential_name
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource, DockerfileSource, Project
from bot.lint.word_edits import options_of

SEVERITY = Severity.WARNING
READS = ("ci", "dockerfile")
_OWN = re.compile(
    r"(?:HTTPS?|FTP|NO|ALL)_PROXY|BUILDKIT_\w+|SOURCE_DATE_EPOCH|(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)",
    re.IGNORECASE,
)
"""Arguments that need no declaration. https://docs.docker.com/reference/dockerfile/#predefined-args"""


def check(source: CiSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for each argument that no ARG takes; of credentials another rule tells."""
    for build in source.builds:
        dockerfile = project.dockerfile_of(build)
        declared = _declared(dockerfile) if dockerfile is not None else set()
        for name in build.command.build_args if dockerfile is not None else ():
            if name in declared or "$" in name or _OWN.fullmatch(name) or is_credential_name(name):
                continue
            options = options_of(build.call.step, "--build-arg")
            word = next((one.words[-1] for one in options if one.words[-1].text.partition("=")[0] == name), None)
            close = get_close_matches(name, sorted(declared), n=1)
            advice = f"did you mean {close[0]}?" if close else "add ARG, or leave it out"
            message = f"{dockerfile.path if dockerfile else ''} declares no argument {name}; {advice}"
            yield at_step(build.call.step, message, word=word)


def _declared(dockerfile: DockerfileSource) -> set[str]:
    found = [one.triggered or one for one in dockerfile.file.instructions]
    return {word.partition("=")[0] for one in found if one.keyword == "ARG" for word in one.arguments}
