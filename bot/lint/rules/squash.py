"""`docker build --squash` throws the layers away that later builds could have used.

BuildKit ignores it with a warning; the classic builder, in its experimental mode, makes one layer of all, so that no
two images share anything and every pull takes the whole image. Leave it out; a smaller image comes from a second stage
that copies only what runs.

Bad:

    build:
      script:
        - docker build --squash -t $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .

Good:

    build:
      script:
        - docker build -t $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .
"""

from collections.abc import Iterator

from bot.lint.ci_edits import cut_words
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "--squash throws away the layers that later builds could use, and BuildKit ignores it; leave it out"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for every build with --squash."""
    for build in source.builds:
        step = build.call.step
        word = next((word for word in step.command.words if word.text.partition("=")[0] == "--squash"), None)
        if build.command.is_on("--squash") and word is not None:
            line, column = step.word_place(word)
            edit = cut_words(source, step, word)
            fix = Fix("leave --squash out", (edit,)) if edit is not None else None
            yield Finding(path=step.path, line=line, column=column, message=MESSAGE, fix=fix)
