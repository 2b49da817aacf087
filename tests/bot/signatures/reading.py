"""Reads lines of a log the way the bot does, and names the signatures in the last of them."""

from bot import diagnosis
from bot.patterns import Scanner


def signatures(*lines: str) -> set[str]:
    scanner, reader = Scanner(diagnosis.patterns()), diagnosis.Reader()
    text = "".join(f"{line}\n" for line in lines).encode()
    for hit in (*scanner.feed(text), *scanner.finish()):
        reader.take(hit)
    found = [*reader._seen.values(), *reader._warnings.values(), *(reader._verdict or ())]
    return {one.signature.name for one in found if one.number == len(lines)}
