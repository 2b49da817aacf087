"""What we have to say: findings of the checks and the report they make together."""

from enum import StrEnum


class Weight(StrEnum):
    """How much a finding matters to the reader; the names are those of the verdict line."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    CHANGE = "change"
    NOTHING = "nothing"
