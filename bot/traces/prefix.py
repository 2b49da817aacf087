"""What may stand in front of a builder's line: the clock of another CI, the name of a service, blanks."""

PREFIX = (
    rb"^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]?\d{0,9}Z?\]? +|\d?\d:\d\d:\d\d +"
    rb"|Step #\d{1,4}(?: - \"[^\"]{1,60}\")?: "
    rb"|[\w.-]{1,60} +\| )?[ \t]*"
)
