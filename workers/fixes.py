"""Makes the checked fixes of a commit's files in memory."""

from functools import cache, partial

from bot.actions import FixedFile, Repair
from bot.errors import NotAllowed, NotThere
from bot.lint.reading import Texts, kind_of, may_be_read, read_projects
from bot.lint.repair import lint_project, repaired
from workers.side_by_side import side_by_side
from workers.toolbox import Toolbox

MOST_FILES = 100
"""Of those that rules read; each costs a request."""
MOST_CHARACTERS = 1_000_000
TOO_MANY = f"There are more than {MOST_FILES} Dockerfiles, YAML and TOML files; `lighterman lint --fix` mends them"


def repair(tools: Toolbox, project_id: int, sha: str, rule: str | None) -> Repair:
    """Return the files as they are to be, and what was mended."""
    try:
        tree = tools.gitlab.changes.tree(project_id, sha)
    except (NotAllowed, NotThere):
        return Repair(problem="GitLab does not show me the files of this branch, which takes the role Reporter")
    names = sorted(filter(may_be_read, tree))
    if len(names) > MOST_FILES:
        return Repair(problem=TOO_MANY)
    read = cache(partial(_read, tools, project_id, sha))
    found = zip(names, side_by_side(read, names), strict=True)
    kinds = [(name, text, kind_of(name, text)) for name, text in found if text is not None]
    files = {name: (kind, text) for name, text, kind in kinds if kind is not None}
    texts = Texts(files, tools.now().date(), tree, lambda path: read(path) if path in tree else None)
    chosen = None if rule is None else frozenset({rule})
    done = [repaired(lint_project(texts, project, chosen)) for project in read_projects(texts)]
    changed = {path: text for one in done for path, text in one.changed.items()}
    return Repair(
        files=tuple(FixedFile(path, text, is_new=path not in tree) for path, text in sorted(changed.items())),
        titles=tuple(mended.fix.title for one in done for mended in one.mended if mended.fix),
    )


def _read(tools: Toolbox, project_id: int, sha: str, path: str) -> str | None:
    text = tools.gitlab.ci_file(project_id, sha, path)
    is_usable = text is not None and len(text) <= MOST_CHARACTERS and "\N{REPLACEMENT CHARACTER}" not in text
    return text if is_usable else None
