"""The password of a login stands on the command line, where every process of the machine can read it.

It also ends up in the history of shells and, with `set -x`, in the job's log. Hand it over on standard input.

Bad:

    build:
      script:
        - docker login -u $CI_REGISTRY_USER -p $CI_REGISTRY_PASSWORD $CI_REGISTRY

Good:

    build:
      script:
        - echo "$CI_REGISTRY_PASSWORD" | docker login -u $CI_REGISTRY_USER --password-stdin $CI_REGISTRY
"""

from collections.abc import Iterator

from bot.files.ci_file import Step
from bot.files.shell import Word
from bot.image_commands import Verb
from bot.lint.calls import Call
from bot.lint.ci_edits import written
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import CiSource
from bot.lint.word_edits import changes

SEVERITY = Severity.ERROR
READS = ("ci",)
MESSAGE = "a password on the command line is there for every process to read; give it on standard input"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each login with a password among its words."""
    for call in source.calls:
        if call.image is None or call.image.verb is not Verb.LOGIN or not call.image.values("--password"):
            continue
        found = _password(call.step)
        word = found[0][0] if found is not None else None
        yield at_step(call.step, MESSAGE, word=word, fix=_fix(source, call))


def _password(step: Step) -> tuple[tuple[Word, ...], str] | None:
    """Return the words of the option and the password as it is written."""
    words = step.command.words
    for place, word in enumerate(words):
        text = written(step, word)
        if word.text in {"-p", "--password"} and place + 1 < len(words):
            return (word, words[place + 1]), written(step, words[place + 1])
        if word.text.startswith("--password="):
            return (word,), text.partition("=")[2]
        if word.text.startswith("-p") and not word.text.startswith("--"):
            return (word,), text[2:].removeprefix("=")
    return None


def _fix(source: CiSource, call: Call) -> Fix | None:
    """Return the fix, none where the password itself stands there or standard input is taken."""
    step = call.step
    found = _password(step)
    if (
        found is None
        or "$" not in found[1]
        or step.command.is_remote
        or step.command.piped_from
        or call.program == "crane"
    ):
        return None
    words, password = found
    # Quotes would end a YAML text that stands in such quotes itself.
    is_bare = password[:1] not in {'"', "'"} and step.node.style != '"'
    quoted = f'"{password}"' if is_bare else password
    first = step.command.words[0]
    new = {first: f"echo {quoted} | {written(step, first)}", words[0]: "--password-stdin"}
    new |= dict.fromkeys(words[1:], "")
    edits = changes(source, step, new)
    return fix_of("give the password on standard input", edits) if edits is not None else None
