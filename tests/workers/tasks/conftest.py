"""The real clients against the practice GitLab."""

import pytest

from bot.secret import Secret
from bot.settings import Settings
from tests.fakes.gitlab import PracticeGitLab
from workers.toolbox import open_toolbox


@pytest.fixture
def lab():
    with PracticeGitLab() as one:
        yield one


@pytest.fixture
def tools(lab):
    return open_toolbox(Settings(lab.url, Secret(lab.token)), with_redis=False)


@pytest.fixture
def mr(lab):
    dana = lab.add_user("dana")
    project = lab.add_project("acme/api", members={dana: 30, lab.bot: 30})
    lab.commit(project, "main", files={".gitlab-ci.yml": "build:\n  script: docker push x\n"})
    lab.commit(project, "feature", files={"a": "b"}, start="main")
    return lab.open_mr(project, source="feature", target="main", title="Feature", author=dana)
