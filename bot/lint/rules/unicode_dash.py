"""An option begins with a typographic dash, which no program takes for one.

It comes from text processors and web pages that make one long dash of two short ones. Docker takes the word for a path
or an image and fails.

Bad:

    build:
      script:
        - docker build —no-cache .

Good:

    build:
      script:
        - docker build --no-cache .
"""

import re
from collections.abc import Iterator

from bot.lint.ci_edits import swap_word, written
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.ERROR
READS = ("ci",)
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_OPTION = re.compile(f"^-?[{DASHES}]+(?P<name>[A-Za-z][\\w-]*)")
SPEAKERS = frozenset({"echo", "printf"})


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each word that is an option but for its dash."""
    for job in source.jobs:
        for step in job.steps:
            if step.command.texts[:1] and step.command.texts[0] in SPEAKERS:
                continue
            for word in step.command.words[1:]:
                text = written(step, word)
                found = _OPTION.match(text)
                if found is not None:
                    dashes = "--" if len(found["name"]) > 1 else "-"
                    new = dashes + text[found.start("name") :]
                    fix = fix_of("write plain dashes", [swap_word(source, step, word, new)])
                    message = f"the dash of this option is a typographic one; write {dashes}{found['name']}"
                    yield at_step(step, message, word=word, fix=fix)
