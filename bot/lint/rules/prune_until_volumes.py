"""`docker system prune` takes no age together with `--volumes`, and ends with an error.

The filter `until` knows no age of volumes. Clean by age without `--volumes`, and volumes with a command of their own.

Bad:

    clean:
      script:
        - docker system prune -af --volumes --filter until=24h

Good:

    clean:
      script:
        - docker system prune -af --filter until=24h
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.prunes import has_until
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "until cannot go with --volumes, so this command fails; prune volumes on their own"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each prune with an age and with volumes."""
    for call in source.calls:
        is_both = call.has("--volumes") and has_until(call)
        if (call.verb == "system prune" and is_both) or (call.verb == "volume prune" and has_until(call)):
            yield at_step(call.step, MESSAGE)
