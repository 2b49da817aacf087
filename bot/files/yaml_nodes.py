"""The nodes of a YAML text as GitLab understands it, each with its place in the file.

Our own, because every loader drops something that is asked for here: lines, tags, the first of two equal keys, or the
order in which merge keys count. An alias shares the node of its anchor, so that a bomb of aliases stays as small as
its text; `weight` says how large it would become.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `style` is what YAML calls it: `|`, `>`, `'`, `"` or nothing.

    `parts` tells where the pieces of a text over several lines stand: offset in the text, line, column. `path` is the
    file, empty for the one that was asked for.
    """

    text: str
    line: int = 1
    column: int = 1
    last_line: int = 1
    style: str = ""
    tag: str | None = None
    path: str = ""
    parts: tuple[tuple[int, int, int], ...] = ()
    weight: int = field(default=1, repr=False)
    depth: int = field(default=1, repr=False)

    @property
    def is_null(self) -> bool:
        """Tell whether nothing stands here, as in `image:` alone."""
        return not self.style and self.tag is None and self.text in {"", "~", "null", "Null", "NULL"}

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of the text, counted from 0."""
        if not self.parts:
            return self.line, self.column + offset + (1 if self.style else 0)
        number = bisect_right(self.parts, offset, key=lambda part: part[0])
        start, line, column = self.parts[max(number - 1, 0)]
        return line, column + max(offset - start, 0)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    values: tuple["Node", ...] = ()
    line: int = 1
    column: int = 1
    last_line: int = 1
    tag: str | None = None
    path: str = ""
    weight: int = field(default=1, repr=False)
    depth: int = field(default=1, repr=False)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, its merge keys unfolded; `keys` tells where each key stands, which may be at an anchor.

    Of equal keys the last one counts; `lost` names the earlier ones by their scalars.
    """

    values: Mapping[str, "Node"] = field(default_factory=dict)
    keys: Mapping[str, Scalar] = field(default_factory=dict)
    lost: tuple[Scalar, ...] = ()
    line: int = 1
    column: int = 1
    last_line: int = 1
    tag: str | None = None
    path: str = ""
    weight: int = field(default=1, repr=False)
    depth: int = field(default=1, repr=False)

    def get(self, key: str) -> "Node | None":
        """Return what stands below a key; None where there is no such key, or nothing below it."""
        value = self.values.get(key)
        return None if isinstance(value, Scalar) and value.is_null else value

    def pairs(self, key: str) -> "Pairs":
        """Return the mapping below a key, an empty one where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, Pairs) else Pairs()

    def text(self, key: str) -> str | None:
        """Return the text below a key, None where there is none."""
        value = self.get(key)
        return value.text if isinstance(value, Scalar) else None

    def line_of(self, key: str) -> int | None:
        """Return the line of a key."""
        return self.keys[key].line if key in self.keys else None


Node = Scalar | Items | Pairs


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Yield a text, or the texts of a list however nested; GitLab flattens scripts in this way."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for value in node.values:
            yield from scalars(value)
