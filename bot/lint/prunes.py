"""Reads Docker's commands that delete what is not in use."""

from bot.lint.calls import Call


def takes_all(call: Call) -> bool:
    """Tell whether images with a name go too: `-a`, alone or among other letters, or `--all`."""
    short = (word for word in call.arguments if word.startswith("-") and not word.startswith("--"))
    return call.has("--all") or any("a" in word.partition("=")[0] for word in short)


def has_until(call: Call) -> bool:
    """Tell whether a filter spares what is young."""
    words = call.arguments
    return any(word.partition("until=")[1] for word in words)
