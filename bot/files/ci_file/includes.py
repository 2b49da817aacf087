"""Takes in the files that a CI file includes; only those of the same tree can be read here."""

from collections.abc import Callable, Iterator, Sequence

from bot.files.ci_file.inputs import default_inputs, fill_in
from bot.files.ci_file.merging import merge
from bot.files.ci_file.model import Include
from bot.files.ci_file.problems import Problems
from bot.files.ci_file.recovery import read_around_problems
from bot.files.yaml_node_reading import Documents
from bot.files.yaml_nodes import Items, Node, Pairs, Scalar

Find = Callable[[str], Sequence[tuple[str, str]]]
"""Returns the paths and texts that a path of an include means; it may hold `*` and `**`. Empty where there is none."""

MOST_FILES = 150
"""GitLab's limit."""
KINDS = ("local", "project", "remote", "template", "component")


class Includer:
    """Reads included files, each once, and remembers what was named."""

    def __init__(self, find: Find | None, problems: Problems) -> None:
        self.named: list[Include] = []
        self._find = find
        self._problems = problems
        self._files = 0

    def merged(self, root: Pairs, trail: tuple[str, ...]) -> Pairs:
        """Return a configuration over the files that it includes; `trail` are the files that led here."""
        below = Pairs()
        for entry in _entries(root.get("include")):
            for text_path, inputs in self._read(entry, trail):
                path, text = text_path
                content = self._content(path, text, inputs)
                below = merge(below, self.merged(content, (*trail, path)), self._problems)
        return merge(below, root, self._problems) if below.values else root

    def _read(self, entry: Scalar | Pairs, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], Pairs]]:
        """Yield path, text and inputs of the files that an entry means, unless they lead here themselves."""
        kind, target = _kind(entry)
        found = self._find(target.removeprefix("/")) if kind == "local" and self._find is not None else ()
        is_read = bool(found) and self._files + len(found) <= MOST_FILES
        self.named.append(Include(kind, target, entry.line, entry.column, entry.path, is_read))
        if not is_read:
            self._problems.is_whole = False
            return
        for path, text in found:
            self._files += 1
            if path not in trail:
                yield (path, text), entry.pairs("inputs") if isinstance(entry, Pairs) else Pairs()

    def _content(self, path: str, text: str, inputs: Pairs) -> Pairs:
        documents, found = read_around_problems(text, path)
        for problem in found:
            self._problems.found.append(problem)
            self._problems.is_whole = False
        header, content = split(documents)
        return filled(header, content, inputs, self._problems)


def split(documents: Documents) -> tuple[Pairs | None, Node | None]:
    """Return the header, if there is one, and the configuration."""
    first, last = (documents.roots[0], documents.roots[-1]) if documents.roots else (None, None)
    if isinstance(first, Pairs) and "spec" in first.values and len(documents.roots) > 1:
        return first, last
    return None, first


def filled(header: Pairs | None, content: Node | None, given: Pairs, problems: Problems) -> Pairs:
    """Return a configuration with its inputs filled in."""
    node = content if isinstance(content, Pairs) else Pairs()
    inputs = {**default_inputs(header), **given.values}
    found = fill_in(node, inputs, problems) if header is not None else node
    return found if isinstance(found, Pairs) else node


def _entries(node: Node | None) -> Iterator[Scalar | Pairs]:
    if isinstance(node, Items):
        for value in node.values:
            yield from _entries(value)
    elif node is not None:
        yield node


def _kind(entry: Scalar | Pairs) -> tuple[str, str]:
    if isinstance(entry, Scalar):
        return ("remote" if "://" in entry.text else "local"), entry.text
    kind = next((kind for kind in KINDS if kind in entry.values), "")
    file = entry.text("file")
    return kind, ":".join(one for one in (entry.text(kind), file) if one)
