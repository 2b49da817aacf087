"""The three kinds of error: the user's, the outside's, and ours (every other exception)."""


class UserError(Exception):
    """Something a person wrote cannot be used; the text says what is wrong and what to write instead."""


class OutsideError(Exception):
    """GitLab, a registry or the store did not do its part; the task is tried again later.

    `retry_after_seconds` is what the other side asked for, if it asked.
    """

    def __init__(self, text: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_seconds = retry_after_seconds


class NotAllowed(OutsideError):  # noqa: N818 - a refusal is named by what it means
    """The other side knows us but refuses (401 or 403); tried again, because tokens and roles get mended."""


class NotThere(OutsideError):  # noqa: N818 - an absence is named by what it means
    """What was asked for does not exist, or may not be seen (GitLab answers 404 for both)."""


class Refused(OutsideError):  # noqa: N818 - a refusal is named by what it means
    """The other side understood what was asked and says why it is not possible (400, 405, 409 or 422)."""
