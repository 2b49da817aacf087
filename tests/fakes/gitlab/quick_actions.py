"""GitLab's rule for quick actions: a known command at the start of a line of a top-level paragraph."""

from markdown_it import MarkdownIt

KNOWN = frozenset(
    (
        *("approve", "assign", "assign_reviewer", "blocks", "close", "copy_metadata", "done", "draft", "estimate"),
        *("label", "lock", "merge", "milestone", "react", "ready", "reassign", "rebase", "relabel", "reopen"),
        *("request_review", "reviewer", "run_pipeline", "spend", "status", "submit_review", "subscribe", "tableflip"),
        *("target_branch", "title", "todo", "unapprove", "unlabel", "unlock", "unsubscribe"),
    )
)


def without_quick_actions(body: str) -> tuple[str, list[str]]:
    """Return a note without its quick actions, and the lines that were commands."""
    lines = body.replace("\r", "").split("\n")
    plain = _paragraph_lines("\n".join(lines))
    commands = [number for number in sorted(plain) if _is_command(lines[number])]
    left = [line for number, line in enumerate(lines) if number not in set(commands)]
    return "\n".join(left), [lines[number] for number in commands]


def _paragraph_lines(text: str) -> set[int]:
    found: set[int] = set()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "paragraph_open" and token.level == 0 and token.map:
            found |= set(range(*token.map))
    return found


def _is_command(line: str) -> bool:
    word = line.split(" ", 1)[0]
    return word.startswith("/") and word[1:].lower() in KNOWN
