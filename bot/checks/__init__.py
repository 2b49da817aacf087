"""One file per aspect of a build: docstring and `check(facts) -> Iterator[Finding]`."""
