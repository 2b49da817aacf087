"""One file per slash command: docstring, USAGE, NEEDS (the least access level) and `run(call) -> Iterator[Action]`."""
