"""Turns the text of a Dockerfile into instructions and stages; a broken place costs itself and not the rest."""

import re
from collections.abc import Iterator, Sequence

from bot.files.dockerfile import syntax
from bot.files.dockerfile.model import Dockerfile, Heredoc, Instruction, Problem, Stage

MOST_BYTES = 2**20
MOST_PROBLEMS = 50
"""Each costs a pass over the file."""
FROM_WORDS = (1, 3)
COPY_WORDS = 2
_DIRECTIVE = re.compile(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$")
_KNOWN_DIRECTIVES = frozenset({"syntax", "escape", "check"})


def read_dockerfile(text: str) -> Dockerfile:
    """Return what a Dockerfile says; `problems` tells what could not be read, with its line. Raises nothing."""
    if len(text) > MOST_BYTES:
        return Dockerfile(problems=(Problem(1, f"the file is larger than {MOST_BYTES // 2**20} MiB and was not read"),))
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    directives = dict(_directives(text))
    # Only a newline ends a line for Docker; Python would also split at form feeds and at U+2028.
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    tree, problems = _parse_around_problems(lines, "`" if directives.get("escape") == "`" else "\\")
    instructions = tuple(_instruction(node, tree.escape_token) for node in tree.instructions)
    problems += _complaints(instructions)
    if not instructions and not problems:
        problems = [Problem(1, "the file has no instructions")]
    return Dockerfile(
        instructions=instructions,
        stages=_stages(instructions, tree.escape_token),
        directives=directives,
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        escape=tree.escape_token,
    )


def _directives(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        found = _DIRECTIVE.match(line.strip())
        if found is None or found[1].lower() not in _KNOWN_DIRECTIVES:
            return
        yield found[1].lower(), found[2]


def _parse_around_problems(lines: list[str], escape: str) -> tuple[syntax.Tree, list[Problem]]:
    """Parse, blank what cannot be read, and parse again; of what follows from one mistake only the first is told."""
    problems: list[Problem] = []
    last_broken = 0
    while len(problems) < MOST_PROBLEMS:
        try:
            return syntax.parse("".join(lines)), problems
        except syntax.BrokenError as error:
            first = min(max(error.line, 1), len(lines))
            last = _end_of_instruction(lines, first, escape)
            if not (problems and _only_blank(lines, last_broken, first)):
                problems.append(Problem(first, error.text))
            lines[first - 1 : last] = ["\n"] * (last - first + 1)
            last_broken = last
    return syntax.Tree([], escape), problems


def _only_blank(lines: Sequence[str], after: int, before: int) -> bool:
    """Tell whether nothing that can be read stands between two broken lines."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines[after : before - 1])


def _end_of_instruction(lines: Sequence[str], first: int, escape: str) -> int:
    last = first
    goes_on = lines[first - 1].rstrip().endswith(escape)
    while goes_on and last < len(lines):
        last += 1
        # Remarks and empty lines do not end a continuation.
        text = lines[last - 1].strip()
        goes_on = not text or text.startswith("#") or text.endswith(escape)
    return last


def _instruction(node: syntax.Node, escape: str) -> Instruction:
    return Instruction(
        keyword=node.name,
        original=node.original.strip(),
        line=node.start_line,
        last_line=node.end_line,
        flags=tuple(_flag(flag) for flag in node.flags),
        arguments=tuple(node.args),
        is_json=node.json,
        heredocs=tuple(_heredocs(node)),
        triggered=_triggered(node, escape) if node.name == "ONBUILD" else None,
    )


def _complaints(instructions: Sequence[Instruction]) -> list[Problem]:
    """Return what the parser lets pass and every builder refuses."""
    found, has_stage = [], False
    for one in instructions:
        has_stage = has_stage or one.keyword == "FROM"
        if not has_stage and one.keyword != "ARG":
            found.append(Problem(one.line, f"{one.keyword} stands before the first FROM; only ARG may"))
        if one.keyword == "FROM" and len(one.arguments) not in FROM_WORDS:
            found.append(Problem(one.line, "FROM takes an image, or an image, AS and a stage name"))
        if one.keyword in {"COPY", "ADD"} and len(one.arguments) < COPY_WORDS:
            found.append(Problem(one.line, f"{one.keyword} needs at least a source and a destination"))
    return found


def _flag(word: str) -> tuple[str, str | None]:
    name, equals, value = word.removeprefix("--").partition("=")
    return name, value if equals else None


def _heredocs(node: syntax.Node) -> Iterator[Heredoc]:
    heights = [heredoc.content.count("\n") + 1 for heredoc in node.heredocs]
    line = node.end_line - sum(heights) + 1
    for heredoc, height in zip(node.heredocs, heights, strict=True):
        yield Heredoc(heredoc.name, heredoc.content, heredoc.expand, line)
        line += height


def _triggered(node: syntax.Node, escape: str) -> Instruction | None:
    """Read the instruction behind ONBUILD, which the parser leaves as text."""
    rest = node.original.strip().partition(" ")[2]
    directive = f"# escape={escape}\n" if escape != "\\" else ""
    try:
        inner = syntax.parse(directive + rest).instructions
    except syntax.BrokenError:
        return None
    if not inner:
        return None
    read = _instruction(inner[0], escape)
    return Instruction(
        read.keyword, read.original, node.start_line, node.end_line, read.flags, read.arguments, read.is_json
    )


def _stages(instructions: Sequence[Instruction], escape: str) -> tuple[Stage, ...]:
    defaults: dict[str, str] = {}
    stages: list[Stage] = []
    for place, instruction in enumerate(instructions):
        if instruction.keyword == "FROM":
            end = next((n for n in range(place + 1, len(instructions)) if instructions[n].keyword == "FROM"), None)
            stages.append(_stage(len(stages), tuple(instructions[place:end]), defaults, escape))
        elif instruction.keyword == "ARG" and not stages:
            defaults |= arguments_of(instruction, defaults, escape)
    return tuple(stages)


def _stage(index: int, instructions: tuple[Instruction, ...], defaults: dict[str, str], escape: str) -> Stage:
    start = instructions[0]
    words = start.arguments
    base = words[0] if words else ""
    name = words[2] if len(words) > 2 and words[1].lower() == "as" else None  # noqa: PLR2004 - FROM base AS name
    platform = start.flag("platform")
    return Stage(
        index=index,
        name=name,
        base=syntax.expand(base, defaults, escape),
        written_base=base,
        platform=syntax.expand(platform, defaults, escape) if platform else None,
        instructions=instructions,
    )


def arguments_of(instruction: Instruction, known: dict[str, str], escape: str) -> dict[str, str]:
    """Return the variables that an ARG line gives a value, its words expanded with what is known."""
    found: dict[str, str] = {}
    for word in instruction.arguments:
        name, equals, value = word.partition("=")
        if equals:
            found[name] = syntax.expand(value, {**known, **found}, escape)
    return found
