"""Writes docs/rules from the docstrings of the rules: `python -m bench.rule_pages`; a test tells when they are old."""

from collections.abc import Mapping
from pathlib import Path

from bot.lint.linter import all_rules
from bot.lint.pages import index, markdown

FOLDER = Path(__file__).parents[1] / "docs" / "rules"


def pages() -> Mapping[str, str]:
    """Return all pages by file name."""
    return {"README.md": index()} | {f"{rule.id}.md": markdown(rule) for rule in all_rules().values()}


def main() -> None:
    """Write the pages and take those of rules away that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
