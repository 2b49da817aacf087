"""One file per mistake in a Dockerfile, CI file or runner config: docstring with a bad and a good example, `check(file)`."""
