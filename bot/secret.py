"""A secret that can be used but not printed."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """A token or password; `reveal()` is the only way to its text, so that every use can be found."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Return the secret's text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__
