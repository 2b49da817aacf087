"""One file per mistake in the files of a build: docstring with bad and good example, `check(file) -> Iterator[Finding]`."""
