"""One file per mistake; the file's name with dashes is the rule's id.

A docstring whose first line users read, then why and what to do, then what is bad and what is good, which a standing
test runs. SEVERITY, APPLIES_TO (`dockerfile`, `ci`, `runner`, `project` or `remark`) and `check(…)`, which takes what
APPLIES_TO names and yields findings.
"""
