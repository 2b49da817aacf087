"""Says what a comment compares with, and so whether a change is this merge request's doing."""

from bot.facts import PipelineKind, ReviewFacts
from bot.reports.markdown import code, link

MOST_PIPELINES = 3
EXACT = {
    PipelineKind.BRANCH: "the commit this branch started from",
    PipelineKind.DETACHED: "the commit this branch started from",
    PipelineKind.MERGED_RESULT: "the commit this was merged with",
    PipelineKind.MERGE_TRAIN: "the commit this was put upon in the merge train",
}
"""What `diff_refs.base_sha`, or for a merge commit its first parent, is in words."""


def fault(facts: ReviewFacts) -> str:
    """Return one sentence that tells whose doing a change of size is, nothing where nothing can be compared."""
    baseline = facts.baseline
    if baseline.pipeline_id is None:
        return ""
    branch, start = code(baseline.branch), EXACT[facts.pipeline.kind]
    if baseline.is_exact:
        return f"Compared with {branch} at {start}, so the difference in size is this merge request's."
    return (
        f"Compared with the nearest build of {branch}, because {start} was not built there, "
        f"so a part of the difference may be {branch}'s."
    )


def source(facts: ReviewFacts) -> str:
    """Return which pipeline of the target branch the figures come from."""
    baseline = facts.baseline
    branch = code(baseline.branch)
    if baseline.pipeline_id is None and not facts.image_jobs and facts.logs:
        return "Baseline: not looked at, as no job has anything to compare."
    if baseline.pipeline_id is None or baseline.sha is None:
        start = f"at commit {code(baseline.wanted_sha[:8])} or " if baseline.wanted_sha else ""
        return (
            f"Baseline: none; a successful pipeline of {branch} that builds these images was looked for, {start}"
            "in its newest ones, and the next one will do."
        )
    used = {baseline.pipeline_id: baseline.sha}
    used |= {one.pipeline_id: one.sha for one in facts.baseline.images.values()}
    said = [
        f"{link(f'#{number}', f'{facts.web_url}/-/pipelines/{number}')} ({code(sha[:8])})"
        for number, sha in sorted(used.items(), reverse=True)[:MOST_PIPELINES]
    ]
    more = f" and {len(used) - MOST_PIPELINES} more" if len(used) > MOST_PIPELINES else ""
    return f"Baseline: {branch}, pipeline{'' if len(used) == 1 else 's'} {', '.join(said)}{more}."
