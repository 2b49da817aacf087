"""A failed image job is explained where its failure is known."""

import pytest

from bot.checks.failures import check
from bot.findings import Weight
from tests.bot.facts_in_words import built, failed, failure, review_facts, with_logs
from tests.bot.misses.logs_in_words import log

DISK = failure("no space left on device")
COMPILER = failure("The command '/bin/sh -c go build' returned a non-zero code: 2", "step_failed_classic")


@pytest.mark.parametrize(
    ("failures", "weight"),
    [
        ([DISK], Weight.REGRESSION),
        ([DISK, COMPILER], Weight.REGRESSION),
        ([failure("exporter error", "cache_export_failed")], Weight.REGRESSION),
        ([COMPILER], Weight.NOTHING),
        ([failure("Job was canceled", "job_canceled")], Weight.NOTHING),
    ],
)
def test_what_the_author_sees_at_once_is_worth_no_comment_alone(failures, weight):
    one = failed(*failures)
    (finding,) = check(with_logs(review_facts(), one))
    assert (finding.weight, finding.failures, finding.job_name) == (weight, tuple(failures), "build")


def test_an_unknown_failure_and_a_job_that_succeeded_are_not_explained():
    assert list(check(with_logs(review_facts(), failed(), built(log())))) == []
