"""One file per known failure in a job trace: docstring, constants, one function."""
