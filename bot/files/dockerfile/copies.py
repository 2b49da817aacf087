"""Tells which files of the build context an instruction takes in, and so which change makes it run again."""

from collections.abc import Iterable, Mapping
from posixpath import normpath

from bot.files.dockerfile import syntax
from bot.files.dockerfile.model import Instruction
from bot.files.dockerfile.mounts import mounts

REMOTE = ("http://", "https://", "git@", "git://", "ssh://")


def context_sources(instruction: Instruction, variables: Mapping[str, str], escape: str = "\\") -> tuple[str, ...]:
    """Return what COPY, ADD or a bind mount names in the build context, variables filled in; `.` is all of it."""
    if instruction.keyword == "RUN":
        binds = [one for one in mounts(instruction) if one["type"] == "bind" and not one.get("from")]
        return tuple(_in_context(syntax.expand(one.get("source", "."), variables, escape)) for one in binds)
    if instruction.keyword not in {"COPY", "ADD"} or instruction.flag("from"):
        return ()
    heredocs = {heredoc.name for heredoc in instruction.heredocs}
    words = [word for word in instruction.arguments[:-1] if not _is_heredoc(word, heredocs)]
    expanded = (syntax.expand(word, variables, escape) for word in words)
    return tuple(_in_context(word) for word in expanded if not word.startswith(REMOTE))


def taken_in(
    instruction: Instruction,
    paths: Iterable[str],
    variables: Mapping[str, str] | None = None,
    *,
    context: str = ".",
    ignore_text: str | None = None,
    escape: str = "\\",
) -> tuple[str, ...]:
    """Return those of some paths of the repository that an instruction takes in.

    `context` is the build context's folder in the repository, `ignore_text` the `.dockerignore` that counts for it.
    """
    sources = context_sources(instruction, variables or {}, escape)
    if not sources:
        return ()
    wanted = None if "." in sources else syntax.matcher(_one_level(source) for source in sources)
    ignored = syntax.matcher(ignore_text.splitlines()) if ignore_text else None
    excluded = syntax.matcher(instruction.flag_values("exclude"))
    found = []
    for path in paths:
        inner = _below(path, context)
        if inner is None or (wanted is not None and not wanted.matches(inner)):
            continue
        if (ignored is not None and ignored.matches(inner)) or (excluded is not None and excluded.matches(inner)):
            continue
        found.append(path)
    return tuple(found)


def _is_heredoc(word: str, names: set[str]) -> bool:
    return word.startswith("<<") and word.lstrip("<-").strip("'\"") in names


def _in_context(word: str) -> str:
    """Return a source as a path in the context: absolute ones begin there, and `..` does not lead out of it."""
    cleaned = normpath("/" + word.replace("\\", "/") if "\\" in word and "/" not in word else "/" + word)
    return cleaned.lstrip("/") or "."


def _one_level(source: str) -> str:
    # COPY matches like Go's filepath.Match, where two stars are no more than one; `.dockerignore` knows them.
    while "**" in source:
        source = source.replace("**", "*")
    # The slash keeps `!` and `#` at the start of a name from meaning something.
    return f"/{source}"


def _below(path: str, folder: str) -> str | None:
    cleaned, root = normpath(path), normpath(folder)
    if root == ".":
        return cleaned
    return cleaned[len(root) + 1 :] if cleaned.startswith(root + "/") else None
