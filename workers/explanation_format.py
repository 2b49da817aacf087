"""The two ways to print an explanation, apart from what reads logs, so that other commands start fast."""

from enum import StrEnum


class Format(StrEnum):
    """How an explanation is printed."""

    TEXT = "text"
    JSON = "json"
