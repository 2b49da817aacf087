"""The task of an RQ job that does nothing."""


def handle(project: int) -> None:
    """Do nothing with an event."""
