"""Says why a job failed: runs the signatures over its log and decides which of what they found is the cause."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot import known_failures
from bot.known_failures import Signature
from bot.patterns import Hit, Scanner
from bot.readings import Diagnosis, Failure
from bot.signatures import FailureClass, Role

NEAR_LINES = 60
"""How far above its end a command may have said why it failed; what it complained of further up, it got over."""
SIGHTINGS_LIMIT = 500
EVIDENCE_BYTES = 500

_LOG = {
    "log:command": rb"^(?:\x1b\[32;1m)?\$ \S",
    "log:shell-trace": rb"^\++ \S",
    "log:script": rb"^section_start:\d+:step_",
    "log:script-over": rb"^section_start:\d+:(?:after_script|archive_|upload_artifacts|cleanup_file)",
    "log:after-script": rb"^Running after.script(?:\.\.\.)?$",
    "log:succeeded": rb"^Job succeeded$",
    "log:failed": rb"^\d{0,5}ERROR: Job failed(?: \(system failure\))?: ",
    "log:step": (
        rb"^\s*(?:Step \d+(?:/\d+)? : |(?:\[\d+/\d+\] )?STEP \d+(?:/\d+)?: |---> [0-9a-f]{12}$|---> Using cache$"
        rb"|(?:---> )?Remov(?:ed|ing) intermediate container |--> |Successfully (?:built|tagged) |INFO\[\d+\] )"
    ),
    "log:step-runs": (
        rb"^\s*(?:---> Running in [0-9a-f]{12}$|INFO\[\d+\] Running: \[|(?:\[\d+/\d+\] )?STEP \d+(?:/\d+)?: RUN )"
    ),
    "log:vertex-done": rb"^#\d+ (?:DONE \d|\[internal\] load build definition)",
    "log:finished": rb"^\[\+\] Building .* FINISHED",
}
_VERTEX = re.compile(rb"#(\d+) (?:(ERROR)|\d+\.\d+ )")
_TTY_ERROR = re.compile(rb"\s*=> ERROR ")
_LAST_WORDS = re.compile(
    rb"(?:docker: )?(?:Error: |ERROR: |error (?:building|during connect|checking|pushing)|Cannot connect to|FATA\["
    rb"|Error response from daemon|The command '|failed to |unexpected EOF|context canceled|executor failed|unable to )"
)
_TOLERATES = re.compile(rb"\|\|\s*(?:true|:|echo|exit 0|/bin/true)\b|\|\|\s*:")


@dataclass(frozen=True)
class _Sighting:
    """A signature in a line. `vertex` is BuildKit's number of a step, `is_status` where the line says it failed."""

    signature: Signature
    number: int
    text: bytes
    scope: int
    vertex: bytes
    is_status: bool

    @property
    def is_output(self) -> bool:
        """Tell what a command inside of a BuildKit step printed from what the build itself says."""
        return bool(self.vertex) and not self.is_status


class Reader:
    """Takes what a scanner found in one log, in the order of its lines, and decides at its end."""

    def __init__(self) -> None:
        self._signatures = known_failures.by_pattern()
        self._seen: dict[tuple[str, bytes, bool], _Sighting] = {}
        self._warnings: dict[str, _Sighting] = {}
        self._clues: dict[str, str] = {}
        self._verdict: tuple[_Sighting, ...] | None = None
        self._has_succeeded = self._is_after_script = self._is_running = self._is_finished = self._is_tolerant = False
        self._scope = self._done = self._command = self._end = 0

    def take(self, hit: Hit) -> None:
        """Read one hit; those of other patterns are passed over."""
        if "log:succeeded" in hit.matches or "log:failed" in hit.matches:
            self._end_job(hit)
            return
        is_sighting = False
        for name in hit.matches:
            if name in _LOG:
                self._follow(name, hit)
            elif name in self._signatures:
                is_sighting = True
            elif name.startswith(("clue:", "after:")):
                self._clues.setdefault(name, _text(hit.text))
        if is_sighting and not self._is_after_script:
            for sighting in self._sightings(hit):
                self._remember(sighting)

    def finish(self, *, has_failed: bool | None = None) -> Diagnosis:
        """Return the diagnosis; `has_failed` is what GitLab says, where it was asked: a log may lack its end."""
        if has_failed is False or (self._has_succeeded and not has_failed):
            return Diagnosis()
        is_over = has_failed or self._verdict is not None
        found = self._by_verdict() or (self._causes() if is_over or self._has_ended() else ())
        found = found or (self._last_words() if is_over else self._late_words())
        failures = tuple(self._failure(one) for one in found)
        if not failures:
            return Diagnosis(FailureClass.OTHER if is_over else FailureClass.NONE)
        return Diagnosis(failures[0].failure_class, failures)

    def _end_job(self, hit: Hit) -> None:
        self._has_succeeded = "log:succeeded" in hit.matches
        self._verdict = None if self._has_succeeded else tuple(self._sightings(hit))
        self._end = self._end or hit.number

    def _follow(self, name: str, hit: Hit) -> None:
        """Keep track of where in the job the log is; what went before a next command was got over."""
        if name in {"log:script-over", "log:after-script"}:
            self._is_after_script, self._end = True, self._end or hit.number
            return
        if name == "log:script":
            self._is_after_script = False
        if self._is_after_script:
            return
        # The runner's verdict is its last word: one that something follows was printed by a command.
        self._verdict, self._has_succeeded, self._end = None, False, 0
        if name == "log:finished":
            self._is_finished = True
        elif name in {"log:command", "log:shell-trace"}:
            self._seen.clear()
            self._clues = {name: text for name, text in self._clues.items() if not name.startswith("after:")}
            self._command, self._is_running, self._is_finished = hit.number, False, False
            self._is_tolerant = bool(_TOLERATES.search(hit.text))
            self._scope += 1
        else:
            self._is_running = name == "log:step-runs" or (self._is_running and name == "log:vertex-done")
            self._done = hit.number if name == "log:vertex-done" else self._done
            self._pass_step()

    def _pass_step(self) -> None:
        self._scope += 1
        if self._seen:
            self._seen = {key: one for key, one in self._seen.items() if one.vertex}

    def _sightings(self, hit: Hit) -> Iterator[_Sighting]:
        found = (one for name in hit.matches if (one := self._signatures.get(name)))
        said = known_failures.strongest(one for one in found if not one.after or f"after:{one.name}" in self._clues)
        vertex, tty = _VERTEX.match(hit.text), _TTY_ERROR.match(hit.text)
        number = vertex[1] if vertex else b"tty" if tty else b""
        is_status = bool(tty or (vertex and vertex[2]))
        for signature in said:
            yield _Sighting(signature, hit.number, hit.text[:EVIDENCE_BYTES], self._scope, number, is_status)

    def _remember(self, sighting: _Sighting) -> None:
        if sighting.signature.role is Role.WARNING:
            self._warnings.setdefault(sighting.signature.name, sighting)
            return
        key = (sighting.signature.name, sighting.vertex, sighting.is_status)
        self._seen.pop(key, None)
        self._seen[key] = sighting
        if len(self._seen) > SIGHTINGS_LIMIT:
            del self._seen[next(iter(self._seen))]

    def _by_verdict(self) -> tuple[_Sighting, ...]:
        said = [one for one in self._verdict or () if one.signature.role in {Role.VERDICT, Role.CAUSE}]
        return tuple(sorted(said, key=lambda one: one.signature.role is not Role.VERDICT)[:1])

    def _has_ended(self) -> bool:
        """Whether a log without a verdict ends with the failure of its last command, and not in the middle of it."""
        last = self._last_said()
        if last is None or self._is_tolerant:
            return False
        return not self._is_running or bool(_LAST_WORDS.match(last.text))

    def _last_said(self) -> _Sighting | None:
        said = [one for one in self._seen.values() if one.signature.role in {Role.CAUSE, Role.STEP}]
        client = [one for one in said if not one.vertex]
        status = [one for one in said if one.is_status and one.number > self._done and not self._is_got_over(one)]
        return max(client or status, key=lambda one: one.number, default=None)

    def _is_got_over(self, sighting: _Sighting) -> bool:
        """BuildKit goes on without a cache that it cannot import."""
        return self._is_finished and sighting.signature.failure_class is FailureClass.CACHE_IMPORT_FAILED

    def _causes(self) -> tuple[_Sighting, ...]:
        last = self._last_said()
        if last is None or (self._end and self._end - last.number > NEAR_LINES and not _LAST_WORDS.match(last.text)):
            return ()
        cause = self._cause_of_step(last) if last.signature.role is Role.STEP else last
        return self._explained(cause)

    def _cause_of_step(self, step: _Sighting) -> _Sighting:
        """Return what the output of a failed step complains of last, or the step itself."""
        failed = [one.vertex for one in self._seen.values() if one.is_status and one.signature.role is Role.STEP]
        found = [
            one
            for one in self._seen.values()
            if one.signature.role is Role.CAUSE
            and step.number - one.number <= NEAR_LINES
            and (one.vertex == failed[-1] if one.vertex and failed else one.scope == step.scope and not one.vertex)
        ]
        return max(found, key=lambda one: one.number, default=step)

    def _explained(self, cause: _Sighting) -> tuple[_Sighting, ...]:
        """Put the warnings of the job's services beside a daemon that does not answer; missing rights come first."""
        if cause.signature.failure_class not in {FailureClass.DAEMON_UNREACHABLE, FailureClass.DNS_ERROR}:
            return (cause,)
        warnings = tuple(self._warnings.values())
        if cause.signature.failure_class is FailureClass.DNS_ERROR:
            return (cause, *warnings)
        rights = tuple(one for one in warnings if one.signature.failure_class is FailureClass.PRIVILEGED_REQUIRED)
        return (*rights, cause, *(one for one in warnings if one not in rights))

    def _last_words(self) -> tuple[_Sighting, ...]:
        if self._warnings:
            return _rights_first(self._warnings.values())
        said = [*self._seen.values(), *(self._verdict or ())]
        return tuple([one for one in said if one.signature.role is Role.LAST_WORD][-1:])

    def _late_words(self) -> tuple[_Sighting, ...]:
        """Return what stands at the end of a log without a verdict and cannot be the output of a step."""
        late = [one for one in self._warnings.values() if one.number > self._command]
        said = [one for one in self._seen.values() if one.signature.role is Role.LAST_WORD and not one.vertex]
        return _rights_first(late) or (() if self._is_running or self._is_tolerant else tuple(said[-1:]))

    def _failure(self, sighting: _Sighting) -> Failure:
        signature, evidence = sighting.signature, _text(sighting.text)
        clues = {name.removeprefix("clue:"): text for name, text in self._clues.items()}
        return Failure(
            failure_class=signature.failure_class,
            signature=signature.name,
            line=sighting.number,
            evidence=evidence,
            explanation=signature.explanation,
            fix=signature.fix(evidence, clues),
            retry_helps=signature.retry_helps,
            retry_reason=signature.retry_reason,
        )


def _text(line: bytes) -> str:
    return line[:EVIDENCE_BYTES].decode(errors="replace").strip()


def _rights_first(warnings: Iterable[_Sighting]) -> tuple[_Sighting, ...]:
    return tuple(sorted(warnings, key=lambda one: one.signature.failure_class is not FailureClass.PRIVILEGED_REQUIRED))


def diagnose(chunks: Iterable[bytes], *, has_failed: bool | None = None) -> Diagnosis:
    """Read a log, given in chunks of any size, and say why the job failed; `has_failed` as for Reader.finish."""
    scanner, reader = Scanner(patterns()), Reader()
    for chunk in chunks:
        for hit in scanner.feed(chunk):
            reader.take(hit)
    for hit in scanner.finish():
        reader.take(hit)
    return reader.finish(has_failed=has_failed)


def patterns() -> Mapping[str, bytes]:
    """Return what a scanner has to look for, so that others can have theirs looked for in the same pass."""
    return {**_LOG, **known_failures.patterns()}
