"""`docker image prune -f` in an engine that ends with the job frees nothing that anybody will use.

It deletes images without a name, which change nothing in what was pushed; the engine of a dind service is thrown away
a moment later. Leave it out.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build .
        - docker image prune -f

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.lint.ci_edits import cut_with_fallback
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.daemons import begins_empty
from bot.lint.finding import Finding, Severity
from bot.lint.prunes import takes_all
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "this deletes nothing that was pushed, in an engine that ends with the job; leave it out"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each deletion of unnamed images in a job's own engine."""
    for call in source.calls:
        if call.verb == "image prune" and not takes_all(call) and begins_empty(call):
            fix = fix_of("leave the prune out", [cut_with_fallback(source, call.job, call.step)])
            yield at_step(call.step, MESSAGE, fix=fix)
