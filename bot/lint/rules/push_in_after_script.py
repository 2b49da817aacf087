"""An image is pushed in after_script, whose failures nobody sees.

after_script runs in a shell of its own, after failed builds too and since GitLab 17.0 after cancelled ones, for five
minutes at most; what fails in it does not fail the job. Push at the end of the script.

Bad:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
      after_script:
        - docker push $CI_REGISTRY_IMAGE:latest

Good:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest
"""

from collections.abc import Iterator

from bot.files.ci_file import Section
from bot.image_commands import Verb
from bot.lint.calls import Call
from bot.lint.ci_edits import cut_with_fallback, insert_command
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "a push that fails in after_script fails nothing and nobody sees it; push at the end of script"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each push in an after_script."""
    for call in source.calls:
        if call.step.section is Section.AFTER and call.image is not None and call.image.verb is Verb.PUSH:
            yield at_step(call.step, MESSAGE, fix=_fix(source, call))


def _fix(source: CiSource, call: Call) -> Fix | None:
    """Return the fix; none where either script is shared with other jobs."""
    job, step = call.job, call.step
    script = list(job.steps_of(Section.SCRIPT))
    text = step.node.text[step.command.start : step.command.end]
    is_own = all(name in job.own.values for name in (Section.SCRIPT, Section.AFTER))
    if not script or not is_own or "\n" in text:
        return None
    added = [] if _is_pushed_before(source, call) else [insert_command(source, script[-1], text)]
    return fix_of("push in script", [*added, cut_with_fallback(source, job, step)])


def _is_pushed_before(source: CiSource, call: Call) -> bool:
    own = (one for one in source.calls_in(call.job) if one.step.section is not Section.AFTER)
    return any(one.words == call.words for one in own)
