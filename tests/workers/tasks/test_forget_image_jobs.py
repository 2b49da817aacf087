"""A changed CI configuration makes us learn image jobs again."""

from bot.tasks import ForgetImageJobs, ProjectHint
from workers.tasks import forget_image_jobs


def test_image_jobs_are_forgotten(tools):
    tools.store.remember_image_jobs(7, {"build": True})
    forget_image_jobs.run(ForgetImageJobs(project=ProjectHint(7, "acme/api")), tools)
    assert tools.store.image_jobs(7) == {}
