"""Stories: a hook goes in over HTTP, real processes work, the comment comes out of the practice GitLab."""
