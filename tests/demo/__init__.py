"""The demonstration: a practice GitLab, a practice registry and the real Lighterman, telling one story."""
