"""What `lighterman lint` can be asked for, apart from what reads files, so that other commands start fast."""

from enum import StrEnum


class LintFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    CODE_QUALITY = "gitlab-codequality"
    SARIF = "sarif"
    JUNIT = "junit"


class FailOn(StrEnum):
    """From which severity on a finding makes the command fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"
