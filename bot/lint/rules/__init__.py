"""One file per mistake; the file's name with dashes is the rule's id.

A docstring whose first line users read, then why and what to do, then what is bad and what is good, which a standing
test runs. SEVERITY; READS, the kinds of files it looks at (`dockerfile`, `ci`, `runner`, `tree`, `remark`); and
`check`, which yields findings for one file of the first kind. Where READS names several kinds, `check` takes the
project too.
"""
