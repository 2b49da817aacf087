"""A prune with `-a` stands between the build and the push, and deletes the image that is to be pushed.

No container runs the new image, so it counts as unused. Push first; in an engine of the job's own leave the prune out.

Bad:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker image prune -af
        - docker push $CI_REGISTRY_IMAGE:latest

Good:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest
"""

from collections.abc import Iterator

from bot.files.ci_file import Section
from bot.lint.calls import Call
from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.prunes import has_until, takes_all
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "this deletes the image that is pushed below, because no container uses it; push first"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each prune of all images between the making of one and its push."""
    prunes = [(number, call) for number, call in enumerate(source.calls) if _is_prune(call)]
    if not prunes:
        return
    gaps: dict[int, list[tuple[int, int]]] = {}
    for one in source.flow.made:
        pushes = [two.number for two in source.flow.pushes(one.reference) if two.call.job is one.call.job]
        gaps.setdefault(id(one.call.job), []).extend((one.number, number) for number in pushes)
    for number, call in prunes:
        if any(first < number < last for first, last in gaps.get(id(call.job), ())):
            yield at_step(call.step, MESSAGE)


def _is_prune(call: Call) -> bool:
    """Tell whether a command of the script itself deletes all images that no container uses."""
    is_whole = call.verb in {"image prune", "system prune"} and takes_all(call) and not has_until(call)
    return is_whole and call.step.section is not Section.AFTER
