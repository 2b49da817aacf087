"""Says a miss in one sentence; `quote` is how foreign text is written where the sentence goes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from bot.misses.dependency_order import manifests_in
from bot.misses.model import Cause, FileChange, Miss, Why
from bot.reports import quantities
from bot.traces.model import Step

Quote = Callable[[str], str]
COMMENTS = {
    "//": frozenset({".mod", ".go", ".js", ".ts", ".rs", ".java", ".gradle", ".kts", ".c", ".cc", ".h", ".cs", ".php"}),
    "#": frozenset({".txt", ".py", ".rb", ".yml", ".yaml", ".toml", ".lock", ".sh", ".cfg", ".ini", ".properties", ""}),
    "<!--": frozenset({".xml", ".html", ".csproj"}),
}
BECAUSE = {
    Why.INSTRUCTION_CHANGED: "the instruction itself changed{line}",
    Why.BUILD_ARG_CHANGED: "the build argument {detail} has another value",
    Why.BASE_IMAGE_CHANGED: "the base image moved ({detail})",
    Why.REMOTE_FILE_CHANGED: "the file at {detail} changed",
    Why.PARENT_STAGE_MISSED: "it takes files from the stage {detail}, which ran again",
    Why.NO_CACHE_SOURCE: "nothing was given to take a cache from, and this builder starts empty",
    Why.CACHE_SOURCE_MISSING: "the cache {detail} does not exist",
    Why.CACHE_SOURCE_WITHOUT_METADATA: (
        "the image {detail} holds no cache metadata; build it with BUILDKIT_INLINE_CACHE=1 or use --cache-to"
    ),
    Why.DENIED: "the registry did not let this job read the cache {detail}",
    Why.IMPORT_ERROR: "the cache {detail} could not be read",
    Why.LAYERS_DISABLED: "buildah keeps no layers unless it is told to with {detail}",
    Why.NO_CACHE_FLAG: "the build was told to use no cache ({detail})",
    Why.PULL_FLAG: "--pull is new in the command, and may bring another {detail}",
    Why.CACHE_EXPIRED: "the builder kept a cache then and has none now: it was emptied, or is another one",
    Why.DIFFERENT_BUILDER: "the cache was written by another builder ({detail})",
    Why.DIFFERENT_PLATFORM: "the cache is for another platform ({detail})",
}
MEND = {
    Why.BUILD_ARG_CHANGED: "Declare ARG {detail} below the slow steps, just above the one that needs it.",
    Why.BASE_IMAGE_CHANGED: "Pin the base image by its digest, and move it in a merge request of its own.",
    Why.REMOTE_FILE_CHANGED: "Name a version in the address, or give ADD a --checksum.",
    Why.NO_CACHE_SOURCE: "Give the build --cache-from with an image that an earlier pipeline pushed.",
    Why.CACHE_SOURCE_MISSING: "Let a pipeline of the default branch push it, and compare the names.",
    Why.DENIED: "Log in to the registry before the build, as somebody who may read it.",
    Why.IMPORT_ERROR: "Push it anew; what the registry or the builder said stands in the log.",
    Why.NO_CACHE_FLAG: "Leave {detail} away where nothing forces it.",
    Why.PULL_FLAG: "Pin the base image by its digest, then --pull changes nothing.",
    Why.CACHE_EXPIRED: "Keep the cache in the registry (--cache-to), not on the runner.",
    Why.DIFFERENT_BUILDER: "Build and write the cache with the same builder everywhere.",
    Why.DIFFERENT_PLATFORM: "Write one cache per platform.",
}
"""How to mend a cause, where its sentence does not say so already and something is to be mended."""
UNKNOWN_TELLS = "the log alone does not say why; the changed files and the Dockerfile of that commit would tell"
OTHERS = 2


def sentence(miss: Miss, quote: Quote) -> str:
    """Return why a step ran again and what that cost."""
    where = quote(miss.step.instruction)
    return f"{where} ran again: {_because(miss.cause, quote)}{_cost(miss)}"


def headline(miss: Miss, quote: Quote) -> str | None:
    """Return `1 comment line in go.mod cost 3 min 02 s` where changed files are the cause and the time is known."""
    if miss.cause.why is not Why.COPIED_FILES_CHANGED or not miss.lost_seconds:
        return None
    return f"{_files(miss.cause.files, quote)} cost {quantities.spoken_duration(miss.lost_seconds)}"


def consequence(miss: Miss, quote: Quote) -> str:
    """Return what came of it, where the headline says why and how much."""
    others = len(miss.lost) - 1
    return f"{quote(miss.step.instruction)} ran again{f', and {_steps(others)} after it' if others > 0 else ''}"


def kept_download(miss: Miss, steps: Iterable[Step], quote: Quote) -> str | None:
    """Return `COPY . . misses, the module download hits`: what changed is copied below the download."""
    if miss.step.keyword not in {"COPY", "ADD"}:
        return None
    above = (one for one in steps if (one.build, one.stage) == (miss.step.build, miss.step.stage))
    hits = (one for one in above if one.cached and one.keyword == "RUN" and one.line < miss.step.line)
    download = next((one for one in hits if manifests_in(one.instruction)), None)
    if download is None:
        return None
    kind = "module" if "go.mod" in manifests_in(download.instruction) else "dependency"
    return f"{quote(miss.step.instruction)} misses, the {kind} download hits ({quote(download.instruction)})"


def mend(cause: Cause, quote: Quote) -> str:
    """Return one sentence on what to do against a cause, nothing where nothing is to be done."""
    return MEND.get(cause.why, "").format(detail=quote(cause.detail) if cause.detail else "it names")


def _cost(miss: Miss) -> str:
    others = len(miss.lost) - 1
    steps = f"; {_steps(others)} after it ran again too" if others > 0 else ""
    seconds = f" ({quantities.spoken_duration(miss.lost_seconds)})" if miss.lost_seconds else ""
    return f"{steps}{seconds}."


def _steps(count: int) -> str:
    return f"{count} {'step' if count == 1 else 'steps'}"


def _because(cause: Cause, quote: Quote) -> str:
    if cause.why is Why.COPIED_FILES_CHANGED:
        return f"it copies what changed, {_files(cause.files, quote)}"
    template = BECAUSE.get(cause.why, UNKNOWN_TELLS)
    line = f" (Dockerfile line {cause.dockerfile_line})" if cause.dockerfile_line else ""
    return template.format(detail=quote(cause.detail) if cause.detail else "it names", line=line)


def _files(files: Sequence[FileChange], quote: Quote) -> str:
    first, *others = files
    if others:
        names = ", ".join(quote(one.path) for one in files[:OTHERS])
        rest = len(files) - OTHERS
        return f"{names} and {rest} more" if rest > 0 else names
    return f"{_lines(first)}{quote(first.path)}"


def is_comment_only(change: FileChange) -> bool:
    """Tell whether a change touches nothing but comments and empty lines; False where its lines are not known."""
    if change.added is None or change.removed is None:
        return False
    lines = (*change.added, *change.removed)
    return bool(lines) and all(_is_comment(line, change.path) for line in lines)


def _lines(change: FileChange) -> str:
    """Return `1 comment line in `, `3 lines in `, or nothing where the diff is not known."""
    if change.added is None or change.removed is None:
        return ""
    count = max(len(change.added), len(change.removed))
    if count == 0:
        return ""
    return f"{count} {'comment ' if is_comment_only(change) else ''}{'line' if count == 1 else 'lines'} in "


def _is_comment(line: str, path: str) -> bool:
    ending = PurePosixPath(path).suffix
    text = line.strip()
    return not text or any(text.startswith(mark) for mark, endings in COMMENTS.items() if ending in endings)
