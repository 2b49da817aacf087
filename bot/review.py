"""Decides what a merge request's comment says, and whether it is worth saying."""

from datetime import UTC

from bot import checks, plugins
from bot.accepting import is_muted, without_accepted
from bot.actions import AsOf, WriteSummary
from bot.facts import ReviewFacts
from bot.findings import Findings, Weight, by_kind
from bot.lint.finding import Severity
from bot.repo_config import CommentOn
from bot.reports import comment, marker, verdict

SPEAKS = {
    CommentOn.ALWAYS: frozenset(Weight),
    CommentOn.CHANGES: frozenset({Weight.REGRESSION, Weight.IMPROVEMENT, Weight.CHANGE}),
    CommentOn.REGRESSIONS: frozenset({Weight.REGRESSION}),
}


def review(facts: ReviewFacts, *, is_asked: bool = False) -> WriteSummary:
    """Return the summary comment; with `is_asked` a person waits for it, whatever it says."""
    findings = find(facts)
    as_of = AsOf(facts.pipeline.id, _utc(facts))
    request = facts.merge_request
    hidden = marker.Marker(request.project_id, request.iid, as_of, facts.pipeline.sha)
    return WriteSummary(
        project_id=request.project_id,
        merge_request_iid=request.iid,
        body=f"{marker.write(hidden)}\n{comment.render(facts, findings)}",
        as_of=as_of,
        may_create=is_asked or _is_worth_saying(facts, findings),
        complaint=verdict.complaint(facts.pipeline.id, findings.sizes, findings.times),
    )


def find(facts: ReviewFacts) -> Findings:
    """Return what the checks find; what a team has accepted is no regression."""
    found = tuple(finding for plugin in plugins.load(checks).values() for finding in plugin.check(facts))
    return by_kind(without_accepted(found, facts.accepted))


def _is_worth_saying(facts: ReviewFacts, findings: Findings) -> bool:
    speaks = SPEAKS[facts.config.comment]
    kinds = (findings.sizes, findings.times, findings.caches, findings.failures)
    has_news = any(finding.weight in speaks for kind in kinds for finding in kind)
    # With a broken configuration we cannot know when to be quiet, so its one line is said once, where images are built.
    if is_muted(facts.accepted):
        return False
    return has_news or _has_mistakes(facts) or bool(facts.config_problems and facts.image_jobs)


def _has_mistakes(facts: ReviewFacts) -> bool:
    """Tell whether the merge request brings a mistake that matters; who hears of regressions alone hears of errors."""
    least = Severity.ERROR if facts.config.comment is CommentOn.REGRESSIONS else Severity.WARNING
    review = facts.files
    found = (*review.opened, *review.standing, *review.rest) if review else ()
    return any(one.finding.severity.rank <= least.rank for one in found)


def _utc(facts: ReviewFacts) -> str:
    finished = facts.pipeline.finished_at
    return finished.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if finished else ""
