"""Everything that touches the world outside: GitLab, registries, engines, chats, processes."""
