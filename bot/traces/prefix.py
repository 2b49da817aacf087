"""What may stand in front of a builder's line: the clock of another CI, the name of a service, blanks."""

_CLOCK = rb"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]?\d{0,9}Z?\]? +|\d?\d:\d\d:\d\d +"
_STEP_OF_CI = rb"Step #\d{1,4}(?: - \"[^\"]{1,60}\")?: "
_SERVICE = rb"[\w.-]{1,60} +\| "
PREFIX = rb"^(?:" + _CLOCK + rb"|" + _STEP_OF_CI + rb"|" + _SERVICE + rb")?[ \t]*"
