"""Arranges findings for people; what is said stands beside the decision that causes it, not here."""
