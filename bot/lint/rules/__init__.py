"""One file per mistake in a build's files: docstring with a bad and a good example, `check(file) -> Iterator[Finding]`."""
