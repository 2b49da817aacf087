"""Reads kaniko: it asks its cache for every command of an image stage first, and runs the commands afterwards."""

import json
import re
from collections.abc import Mapping

from bot.patterns import Hit
from bot.traces.ledger import MOST_STEPS, Ledger, OpenBuild, OpenStep, one_line, time_of
from bot.traces.model import Builder, SourceKind
from bot.traces.prefix import begins_line

_WORDS = (
    rb"RUN|COPY|ADD|ENV|ARG|WORKDIR|EXPOSE|CMD|ENTRYPOINT|LABEL|USER|VOLUME|STOPSIGNAL|HEALTHCHECK|SHELL|ONBUILD"
    rb"|MAINTAINER"
)
_SAYS = (
    rb"(?:" + _WORDS + rb"|" + _WORDS.lower() + rb") "
    rb"|Using caching version of cmd: |No cached layer found for cmd |Checking for cached layer |Found cached layer"
    rb"|(?:Cmd|cmd): /|Running: \[|Taking snapshot of |Building stage '|Resolved base name |Retrieving image manifest "
    rb"|Pushing (?:layer|image to) |Pushed |Failed to push to destination "
)
# Its log may be coloured text (whose codes are gone by now), logfmt where there is no terminal, or JSON. What a command
# prints last need not end its line.
MARKERS: Mapping[str, bytes] = {
    "text": rb"(?:INFO|ERRO)\[\d{4,7}\] (" + _SAYS + rb")",
    "logfmt": rb"time=\"[^\"]{1,40}\" level=(?:info|error) msg=\"(" + _SAYS + rb")",
    "json": rb"\{\"level\":\"(?:info|error)\",\"msg\":\"(" + _SAYS + rb")",
    "failed": rb"^(?:kaniko should only be run|error (?:building image|checking push permissions|pushing image))",
}
ANYWHERE = frozenset(MARKERS)
_LAYER = re.compile(r"(\S+):[0-9a-f]{64}")


class KanikoReader:
    """Follows the commands of one build after the other; what a command prints stands between them as it is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._build: OpenBuild | None = None
        self._step: OpenStep | None = None
        self._planned: dict[str, list[tuple[bool, int]]] = {}
        self._plans = 0
        self._number = 0
        self._has_run = False

    @property
    def is_inside(self) -> bool:
        """Tell whether a RUN is printing."""
        return bool(self._step and self._step.is_open and self._step.keyword == "RUN")

    def release(self) -> None:
        """Leave the build, as the job went on without it."""
        self._step = self._build = None
        self._forget_plan()

    def finish(self) -> None:
        """Count the commands that the cache was asked for where the log ends before they are run."""
        for text, answers in self._planned.items():
            for cached, line in answers:
                self._begin_step(text, line, None).answer(cached=cached)
                self._end_step(None)
        self._forget_plan()

    def take(self, name: str, match: re.Match[bytes], hit: Hit) -> None:
        """Read one line of the builder; it may stand behind what a command printed, and else begins the line."""
        if not self.is_inside and not begins_line(hit.text, match.start()):
            return
        self._ledger.hint(Builder.KANIKO)
        if name == "failed":
            # Nothing of the image stage was run if it failed while the cache was asked.
            self._forget_plan()
            if self._step and self._step.is_open:
                self._step.fail(time_of(hit.header))
            return
        said = _message(name, hit.text[match.start(1) :] if name == "text" else hit.text)
        words = said.split(maxsplit=1)
        if words and words[0].encode() in _COMMANDS:
            self._take_command(said, hit)
        else:
            self._take_word(said, hit)

    def _take_command(self, said: str, hit: Hit) -> None:
        text = one_line(said)
        self._end_step(time_of(hit.header))
        step = self._begin_step(text, hit.number, time_of(hit.header))
        if answers := self._planned.get(text):
            step.answer(cached=answers.pop(0)[0])
            self._plans -= 1
            if not answers:
                del self._planned[text]

    def _take_word(self, said: str, hit: Hit) -> None:
        _, _, rest = said.partition("cmd: " if said.startswith("Using caching") else "for cmd ")
        if said.startswith("Using caching version of cmd: "):
            self._plan(rest, hit, cached=True)
        elif said.startswith("No cached layer found for cmd "):
            self._plan(rest, hit, cached=False)
        elif said.startswith(("Cmd: /", "cmd: /", "Running: [")):
            self._take_run()
        elif said.startswith("Found cached layer"):
            if self._step:
                self._step.answer(cached=True)
                self._end_step(time_of(hit.header))
        elif said.startswith("Taking snapshot of "):
            # A snapshot is also taken before the first command is run.
            if self._has_run:
                self._end_step(time_of(hit.header))
        else:
            self._take_images(said, hit)

    def _take_run(self) -> None:
        """Note that a command is run, and so was not cached, whatever else is known."""
        if self._step and self._step.keyword == "RUN":
            self._step.answer(cached=False)
            self._has_run = True

    def _take_images(self, said: str, hit: Hit) -> None:
        words = said.split()
        if said.startswith("Checking for cached layer "):
            self._take_layer(words[-1].rstrip("."), hit.number)
        elif said.startswith("Pushing layer "):
            self._take_layer(words[2], hit.number)
        elif said.startswith("Building stage "):
            self._end_step(time_of(hit.header))
            if "idx: '0'" in said and self._number:
                self._begin_build(hit.number)
        elif said.startswith(("Pushed ", "Pushing image to ")):
            self._end_pushed(words, hit)
        else:
            self._ledger.add_ref(words[3 if words[0] in {"Resolved", "Retrieving"} else -1])

    def _take_layer(self, reference: str, line: int) -> None:
        """Note the repository of the cache, whose tags are the keys of its layers."""
        layer = _LAYER.fullmatch(reference)
        repository = layer[1] if layer else reference
        self._ledger.begin_source(SourceKind.LAYERS, repository, line)
        self._ledger.add_ref(repository)

    def _end_pushed(self, words: list[str], hit: Hit) -> None:
        reference = words[-1]
        if words[0] == "Pushing" and not _LAYER.fullmatch(reference):
            self._end_step(time_of(hit.header))
            self._ledger.add_tag(reference, self._build)
            if self._build:
                self._build.is_finished = True

    def _plan(self, text: str, hit: Hit, *, cached: bool) -> None:
        if self._plans < MOST_STEPS:
            self._planned.setdefault(one_line(text), []).append((cached, hit.number))
            self._plans += 1
        else:
            self._ledger.is_partial = True
        for source in self._ledger.sources[-1:]:
            # A layer that is not there says nothing against the others.
            if source.kind is SourceKind.LAYERS and cached:
                source.is_usable = True

    def _forget_plan(self) -> None:
        self._planned.clear()
        self._plans = 0

    def _begin_build(self, line: int) -> OpenBuild:
        self._build, self._number = self._ledger.begin_build(Builder.KANIKO, line), 0
        return self._build

    def _begin_step(self, text: str, line: int, at: float | None) -> OpenStep:
        build = self._build or self._begin_build(line)
        self._number, self._has_run = self._number + 1, False
        self._step = self._ledger.begin_step(build, text, line, at)
        self._step.n = self._number
        return self._step

    def _end_step(self, at: float | None) -> None:
        if self._step:
            self._step.end(at)


_COMMANDS = frozenset(_WORDS.split(b"|")) | frozenset(_WORDS.lower().split(b"|"))


def _message(form: str, line: bytes) -> str:
    """Return what is said, without the quotes of the form it is written in."""
    text = line.decode(errors="replace").rstrip()
    if form == "logfmt":
        quoted = text.partition(' msg="')[2].removesuffix('"')
        return quoted.replace('\\"', '"').replace("\\\\", "\\").rstrip()
    if form == "json":
        try:
            return str(json.loads(text)["msg"]).rstrip()
        except (ValueError, KeyError, TypeError):
            return ""
    return text
