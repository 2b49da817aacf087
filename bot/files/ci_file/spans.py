"""Follows an `if` or a loop that goes on over several items of a script, each of which is read for itself."""

import re

_ENDS = {"if": "fi", "for": "done", "while": "done", "until": "done", "case": "esac"}
_FIRST = re.compile(r"\s*(\w+)")
_WORD = re.compile(r"(?<![\w./-])(?:if|for|while|until|case|fi|done|esac)(?![\w./-])")


class Spans:
    """What is open from item to item; GitLab Runner joins the items, so that they are one script in the end."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def take(self, text: str) -> bool:
        """Tell whether an item stands within something that began in an earlier one, and remember what it leaves open.

        Only an item that begins with such a word can open or close: elsewhere the word is most often plain text.
        """
        is_inside = bool(self._open)
        found = _FIRST.match(text)
        first = found[1] if found else ""
        if self._open and first == self._open[-1]:
            self._open.pop()
        elif first in _ENDS:
            words = _WORD.findall(text)
            left = sum(word in _ENDS for word in words) - sum(word in _ENDS.values() for word in words)
            self._open += [_ENDS[first]] if left > 0 else []
        return is_inside
