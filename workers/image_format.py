"""The ways to print what is known of images, apart from what reads them, so that other commands start fast."""

from enum import StrEnum


class ImageFormat(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
