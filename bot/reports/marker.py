"""The hidden first line of what we write: by it we find it again, and know how new a summary is."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions import AsOf

MARKER = re.compile(
    r"<!-- lighterman:summary v1 project=(\d{1,19}) mr=(\d{1,19})"
    r" as-of=pipeline:(\d{1,19})/([0-9TZ:.+-]{0,40}) sha=([0-9a-f]{0,64}) -->"
)
MEMORY = re.compile(r"<!-- lighterman:answer v1 to=[0-9/]{1,40} --><!-- memory (\{[^\n]*\}) -->")
THREAD = re.compile(
    r"<!-- lighterman:thread v1 name=([0-9a-f]{40}) mistake=([0-9a-f]{16}) rule=([a-z0-9-]{1,60}) seconds=(\d{0,6}) -->"
)
SHA = re.compile("[0-9a-f]{0,64}")


@dataclass(frozen=True)
class Marker:
    """Which merge request a comment is for and which state of it the comment speaks of."""

    project_id: int
    merge_request_iid: int
    as_of: AsOf
    sha: str = ""


@dataclass(frozen=True)
class ThreadMarker:
    """Which mistake a thread is about: the fingerprint of the finding, the short form of file, rule and kind, the rule.

    `seconds` is what the mistake was said to cost in each pipeline.
    """

    name: str
    mistake: str
    rule: str
    seconds: float | None = None


def write(marker: Marker) -> str:
    """Return the line that begins a comment; what is no commit id could end it, and is left out."""
    sha = marker.sha if SHA.fullmatch(marker.sha) else ""
    state = f"as-of=pipeline:{marker.as_of.pipeline_id}/{marker.as_of.finished_at}"
    return f"<!-- lighterman:summary v1 project={marker.project_id} mr={marker.merge_request_iid} {state} sha={sha} -->"


def parse(body: str) -> Marker | None:
    """Return the marker at the very start of a comment; further down it would be a quotation."""
    found = MARKER.match(body)
    if found is None:
        return None
    return Marker(int(found[1]), int(found[2]), AsOf(int(found[3]), found[4]), found[5])


def write_thread(thread: ThreadMarker) -> str:
    """Return the line that begins a thread; nothing in it is a text of others."""
    seconds = "" if thread.seconds is None else f"{min(thread.seconds, 999_999):.0f}"
    names = f"name={thread.name} mistake={thread.mistake} rule={thread.rule}"
    return f"<!-- lighterman:thread v1 {names} seconds={seconds} -->"


def parse_thread(body: str) -> ThreadMarker | None:
    """Return the marker at the very start of a thread of ours."""
    found = THREAD.match(body)
    return ThreadMarker(found[1], found[2], found[3], float(found[4]) if found[4] else None) if found else None


def write_answer(key: str, memory: Mapping[str, Any] | None = None) -> str:
    """Return the hidden beginning of an answer: which answer to which note it is, and what it is to remember."""
    # No text of others can end the comment: JSON writes every ">" that could as an escape.
    kept = json.dumps(memory, separators=(",", ":")).replace(">", "\\u003e") if memory else ""
    return f"<!-- lighterman:answer v1 to={key} -->" + (f"<!-- memory {kept} -->" if kept else "")


def is_answer(body: str, key: str) -> bool:
    """Tell whether a comment is that answer."""
    return body.startswith(write_answer(key))


def read_memory(body: str) -> Mapping[str, Any]:
    """Return what an answer of ours remembers."""
    found = MEMORY.match(body)
    return dict(json.loads(found[1])) if found else {}
