"""A practice GitLab with state, as stubborn as the real one."""

from tests.fakes.gitlab.lab import PracticeGitLab

__all__ = ["PracticeGitLab"]
