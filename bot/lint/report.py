"""What a run of the linter has to say, in whichever form it is printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.lint.finding import Finding
from bot.lint.fingerprints import fingerprints


@dataclass(frozen=True)
class Told:
    """A finding; `fingerprint` names it, `patches` holds what its fix changes, by path."""

    finding: Finding
    fingerprint: str
    patches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """All findings by file and line, and the number of files that were read."""

    told: tuple[Told, ...]
    files: int


def told(
    findings: Sequence[Finding],
    line_of: Callable[[str, int], str],
    patches_of: Callable[[Finding], Mapping[str, str]] = lambda _: {},
) -> Iterator[Told]:
    """Yield findings with their names and with what their fixes change."""
    for finding, name in fingerprints(findings, line_of):
        yield Told(finding, name, patches_of(finding))
