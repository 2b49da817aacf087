"""A review waits for the end of the pipeline."""

from bot.tasks import ProjectHint, ReviewPipeline
from workers.tasks import review_pipeline


def hint(mr):
    return ProjectHint(mr.project.id, mr.project.path)


def test_a_running_pipeline_is_not_reviewed(lab, tools, mr):
    lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    outcome = review_pipeline.run(ReviewPipeline(project=hint(mr), merge_request_iid=1, target_branch="main"), tools)
    assert "running" in outcome.why
    assert lab.comments(mr) == []
