"""Says with docker's options what buildctl says with its own, so that all builds can be asked the same questions."""

from collections.abc import Iterator, Sequence

_OPTS = {"target": "--target", "platform": "--platform", "filename": "--file", "no-cache": "--no-cache"}
_CACHES = {"--import-cache": "--cache-from", "--export-cache": "--cache-to"}
_FRONTEND_OPTIONS = frozenset({"--opt", "--frontend-opt"})


def as_docker_options(options: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield docker's option for each of buildctl's; what docker has no word for stays as it is.

    Where the Dockerfile lies (`--local dockerfile=DIR`) is told apart from its name (`--opt filename=NAME`); here they
    are one path.
    """
    named = next((value for option, value in options if _key(option, value) == "filename"), "filename=Dockerfile")
    folder = next((value for option, value in options if option == "--local" and value.startswith("dockerfile=")), "")
    if folder:
        yield "--file", f"{_behind(folder).rstrip('/')}/{_behind(named)}"
    for option, value in options:
        key = _key(option, value)
        if key.startswith("build-arg:"):
            yield "--build-arg", value.removeprefix("build-arg:")
        elif key in _OPTS and not (folder and key == "filename"):
            yield _OPTS[key], _behind(value)
        elif not key:
            yield _CACHES.get(option, option), value


def context_of(options: Sequence[tuple[str, str]]) -> str | None:
    """Return the folder that buildctl sends as context."""
    found = (value for option, value in options if option == "--local" and value.startswith("context="))
    return next((_behind(value) for value in found), None)


def _key(option: str, value: str) -> str:
    """Return the name of what is handed to the Dockerfile's frontend, empty for every other option."""
    return value.partition("=")[0] if option in _FRONTEND_OPTIONS else ""


def _behind(value: str) -> str:
    return value.partition("=")[2]
