"""Finds the CI configuration of a pipeline: with its includes where GitLab tells, else the bare file."""

from bot.facts import MergeRequest, Pipeline
from bot.image_jobs import includes_others
from workers.clients.gitlab import Overview
from workers.toolbox import Toolbox


def ci_definition(overview: Overview, merge_request: MergeRequest, pipeline: Pipeline, tools: Toolbox) -> str | None:
    """Return the CI configuration with its includes, or the bare file, or None."""
    text = overview.ci_text
    if text is not None and not includes_others(text):
        return text
    # Lint needs a role that nobody gives us in a fork.
    is_ours = pipeline.project_id == merge_request.project_id
    merged = tools.gitlab.merged_ci_file(pipeline.project_id, pipeline.sha) if is_ours else None
    return merged or text or tools.gitlab.ci_file(pipeline.project_id, pipeline.sha, overview.ci_path)
