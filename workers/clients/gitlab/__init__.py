"""GitLab, as far as we need it: reads, traces and notes; python-gitlab is used here and nowhere else."""

from workers.clients.gitlab.client import GitLab
from workers.clients.gitlab.overview import Note, Overview

__all__ = ["GitLab", "Note", "Overview"]
