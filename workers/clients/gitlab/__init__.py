"""GitLab, as far as we need it: reads, traces and notes; python-gitlab is used here and nowhere else."""

from workers.clients.gitlab.client import GitLab, Note
from workers.clients.gitlab.overview import Overview

__all__ = ["GitLab", "Note", "Overview"]
