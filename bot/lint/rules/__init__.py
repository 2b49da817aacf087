"""One file per mistake in the files of a build: docstring with examples and `check(file) -> Iterator[Finding]`."""
