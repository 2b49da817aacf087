"""Says why each failed image job failed, where its log shows a known failure."""

from collections.abc import Iterator

from bot.facts import ReviewFacts
from bot.findings import FailureFinding, Finding, Weight
from bot.signatures import FailureClass

OF_THE_AUTHOR = frozenset({FailureClass.BUILD_COMMAND_FAILED, FailureClass.CANCELED, FailureClass.OTHER})
"""What the job's own log shows at its end as well as we could, so that alone it is worth no comment."""


def check(facts: ReviewFacts) -> Iterator[Finding]:
    """Yield one finding per failed job whose failure is known."""
    for one in facts.logs:
        failures = one.log.diagnosis.failures
        if one.job.status == "failed" and failures:
            is_plain = failures[0].failure_class in OF_THE_AUTHOR
            weight = Weight.NOTHING if is_plain else Weight.REGRESSION
            yield FailureFinding(weight=weight, log=one, failures=failures)
