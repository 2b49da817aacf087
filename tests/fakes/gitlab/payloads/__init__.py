"""The bodies of hooks, with every field that GitLab sends."""
