"""`docker system prune` in after_script does not end what hangs, and costs time.

after_script does not run while the script hangs, and a prune leaves running containers alone. In a dind service it
cleans an engine that is thrown away; on an engine that jobs share it deletes the others' images and volumes. Set a time
limit, and clean a shared engine by age and outside of jobs.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build .
      after_script:
        - docker system prune -af --volumes

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      timeout: 1h
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.files.ci_file import Section
from bot.lint.ci_edits import cut_with_fallback
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.daemons import begins_empty
from bot.lint.finding import Finding, Severity
from bot.lint.prunes import has_until, takes_all
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
OWN = "this ends nothing that hangs and cleans an engine that goes away with the job; leave it out and set timeout:"
SHARED = "this ends nothing that hangs and deletes what other jobs use; clean by age, outside of jobs"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each prune of everything in an after_script."""
    for call in source.calls:
        if call.verb != "system prune" or call.step.section is not Section.AFTER:
            continue
        is_own = begins_empty(call)
        if is_own or ((takes_all(call) or call.has("--volumes")) and not has_until(call)):
            fix = fix_of("leave the prune out", [cut_with_fallback(source, call.job, call.step)])
            yield at_step(call.step, OWN if is_own else SHARED, fix=fix)
