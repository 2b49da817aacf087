"""Names findings so that one keeps its name when lines move, and no two have the same."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.lint.finding import Finding


def fingerprints(findings: Iterable[Finding], line_of: Callable[[str, int], str]) -> Iterator[tuple[Finding, str]]:
    """Yield findings with their names: file, rule, kind, the words of the line, and its number among equal ones.

    `line_of` returns the text of a line of a file. GitLab drops findings that have the name of another one.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for one in findings:
        key = (one.path, one.rule, one.kind, " ".join(line_of(one.path, one.line).split()))
        text = "\0".join([*key, str(seen[key])])
        seen[key] += 1
        yield one, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:40]
