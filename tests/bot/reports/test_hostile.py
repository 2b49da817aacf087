"""No foreign text becomes more than text: whatever it holds, only what stands in code spans differs."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import count, cycle, islice, zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from bot.acceptance import Accepted
from bot.actions import AsOf
from bot.facts import BaselineImage, Complaint, Image, Layer, ReviewFacts
from bot.files.dockerfile import Instruction
from bot.findings import CacheFinding, DeadCache, FailureFinding, Findings, Weight
from bot.misses import FileChange, Miss, Why
from bot.misses.dependency_order import Order
from bot.misses.model import Cause
from bot.reports import comment, logs, marker
from bot.reports.markdown import HIDDEN
from bot.review import review
from bot.traces.model import Build, Builder, CacheSource, SourceKind, Step, Trace
from tests.bot.facts_in_words import (
    NOISY,
    STEADY,
    against,
    built,
    failed,
    failure,
    image,
    image_of,
    in_pipeline,
    of_request,
    review_facts,
    unread,
)
from tests.bot.quick_actions import in_paragraphs, new_rule, old_rule, parse
from tests.bot.reports.hostile import BY_HAND, PAYLOADS, texts
from tests.bot.reports.hostile_layers import opened
from tests.bot.reports.hostile_replies import replies
from tests.bot.reports.hostile_threads import filed, threaded
from tests.bot.reports.hostile_times import timed

pytestmark = pytest.mark.slow

LINE_BEGINS = re.compile(
    r"<!-- lighterman:(?:summary|thread) "
    r"|### (?:🔴|✅|🆕|ℹ️|⚠️) |Compared with |\| |\*\*(?:Why|Failures)\*\*$|\*\*Fix\*\* for "
    r"|- (?:Image|Jobs?|To see) |⚠️ |ℹ️ |<details><summary>[A-Za-z0-9 ]+</summary>$|</details>$|Image |<sub>Pipeline "
    r"|Job |The whole pipeline: |Its slowest chain |gantt$"
    r"|  (?:dateFormat|axisFormat|section) |  [a-z ]+ :[\d:]+, \d+s$"
    r"|```+(?:text|diff|mermaid)?$| *\d+ │|[-+ ](?:COPY|RUN|FROM)\b|$"
    r"|⚠️ |🔴 |- (?:⚠️|🔴|ℹ️|The mistake) |\*\*Mended\*\*$|Fix of |Here: |It costs |The comment |<sub>This thread "
    r"|--- a/|\+\+\+ b/|@@ "
)
OUR_HTML = re.compile(
    r"<!-- lighterman:(?:summary|thread) [^<>]*-->\n?|</?sub>"
    r"|<details><summary>[A-Za-z0-9 ]+</summary>\n?|</details>\n?"
)
NAMING = (Why.BUILD_ARG_CHANGED, Why.BASE_IMAGE_CHANGED, Why.PARENT_STAGE_MISSED, Why.DENIED)
"""Causes whose sentences hold a name; those of the others differ only in our words."""
Texts = Iterator[str]


def changed(texts: Texts) -> ReviewFacts:
    """Return facts in which every slot of a comment about a change holds foreign text."""
    name, job, other, platform, new, unreadable = (next(texts) for _ in range(6))
    grew, before = image(40, 100, name=name, job=job), image(40, 60, name=name, job=job)
    several = image_of({platform: (9, 30), "b": (9, 31)}, name=other, job=job)
    several_before = image_of({platform: (9, 10), "b": (9, 10)}, name=other, job=job)
    images = (
        replace(_digested(grew, texts), reference=next(texts)),
        several,
        image(2, name=new, job=other),
        replace(unread(next(texts), name=unreadable, job=other), reference=next(texts)),
    )
    facts = review_facts(
        *images,
        before=[before, several_before],
        jobs={job: (270.0, STEADY), other: (150.0, NOISY), "third": (9.0, (50.0,) * 3)},
    )
    facts = against(facts, branch=next(texts), sha=next(texts), wanted_sha=next(texts))
    facts = of_request(facts, target_branch=next(texts), source_branch=next(texts), project_path=next(texts))
    return replace(
        in_pipeline(facts, status=next(texts), source=next(texts), sha=next(texts)),
        config_problems=(next(texts), next(texts)),
        notices=(next(texts), next(texts)),
        web_url=f"https://gitlab.test/{next(texts)[:200]}",
        pipeline_web_url=f"https://gitlab.test/{next(texts)[:200]}",
    )


def _digested(grew: Image, texts: Texts) -> Image:
    (found,) = grew.platforms
    layers = (*found.layers, Layer(f"{next(texts)}", 2**20))
    return replace(grew, digest=next(texts), platforms=(replace(found, digest=next(texts), layers=layers),))


def logged(texts: Texts) -> str:
    """Return a comment in which every slot that tells of a job's log holds foreign text."""
    facts = in_pipeline(
        replace(review_facts(), web_url=f"https://gitlab.test/{next(texts)[:30]}"), sha=next(texts)[:30]
    )
    causes = [Cause(why, next(texts) or "x", evidence_lines=(3,), dockerfile_line=2) for why in NAMING]
    files = tuple(FileChange(next(texts)) for _ in range(3))
    causes += [Cause(Why.COPIED_FILES_CHANGED, files=files[:most]) for most in (1, 2, 3)]
    groups = [causes[start : start + logs.MOST_MISSES] for start in range(0, len(causes), logs.MOST_MISSES)]
    # One job may be named twice, but is then one job.
    caches = tuple(_lost(number, group, texts) for number, group in enumerate(groups))
    failures = tuple(
        FailureFinding(
            weight=Weight.REGRESSION, log=failed(*found, name=f"failed {number} {next(texts)}"), failures=found
        )
        for number, found in enumerate(
            ((failure(next(texts)), failure(next(texts), "exit_code")), (failure(next(texts)),))
        )
    )
    findings = Findings(caches=caches[: logs.MOST_JOBS], failures=failures)
    return f"{marker.write(marker.Marker(1, 5, AsOf(99, ''), 'a'))}\n{comment.render(facts, findings)}"


def _lost(number: int, causes: list[Cause], texts: Texts) -> CacheFinding:
    steps = [Step(next(texts), 12, n=3, stage=next(texts), platform=next(texts), cached=False, seconds=60.0)]
    misses = tuple((next(texts)[:30], Miss(steps[0], cause, tuple(steps), 0, 1, 60.0)) for cause in causes)
    gone = CacheSource(SourceKind.PULL, next(texts), 5, is_usable=False, message=next(texts))
    trace = Trace(Builder.LEGACY, (Build(0, Builder.LEGACY, 1, f"{next(texts)}x"),), tuple(steps), (gone,))
    everything = _instruction("COPY", texts)
    orders = [
        (
            f"{number}.{place} {next(texts)}",
            Order(everything, _instruction("RUN", texts), (next(texts), next(texts)), alone),
        )
        for place, alone in enumerate(("", "npm ci", None))
    ]
    return CacheFinding(
        weight=Weight.REGRESSION,
        log=built(trace, trace, name=f"lost {number} {next(texts)}"),
        misses=misses,
        orders=tuple(orders),
        dead=DeadCache(sources=(gone,), pipelines=3),
    )


def _instruction(keyword: str, texts: Texts) -> Instruction:
    text = next(texts)
    return Instruction(keyword, f"{keyword} {text}", 2, 2, (("chown", next(texts)),), (".", next(texts)))


def nearest(texts: Texts) -> ReviewFacts:
    """Return facts whose baseline is another commit than the wanted one."""
    name = next(texts)
    facts = review_facts(image(40, 100, name=name), before=[image(40, 60, name=name)])
    images = {name: BaselineImage(facts.baseline.images[name].image, 80, next(texts))}
    return against(of_request(facts, target_branch=next(texts)), branch=next(texts), is_exact=False, images=images)


def accepted(texts: Texts) -> ReviewFacts:
    """Return facts of what a person has accepted, and why."""
    facts = replace(quiet(texts), images=review_facts(image(40, 100)).images)
    return replace(
        facts, accepted=tuple(Accepted(one, SOMETIME, next(texts), next(texts) or "x") for one in ("size", "time"))
    )


def quiet(texts: Texts) -> ReviewFacts:
    """Return facts of one image and one job that did not change."""
    name, job = next(texts), next(texts)
    facts = review_facts(image(40, name=name, job=job), before=[image(40, name=name)], jobs={job: (100.0, STEADY)})
    return of_request(facts, target_branch=next(texts))


def fixed(texts: Texts) -> ReviewFacts:
    """Return facts of a comment that complained before."""
    return replace(quiet(texts), complaint=Complaint(9, True, next(texts), next(texts)))


def unreadable(texts: Texts) -> ReviewFacts:
    """Return facts of images that could not be read."""
    names = [next(texts) for _ in range(5)]
    reason = next(texts)
    return review_facts(*(unread(reason, name=name) for name in names))


def first(texts: Texts) -> ReviewFacts:
    """Return facts of a build that has no baseline."""
    facts = review_facts(image(40, name=next(texts)), has_baseline=False)
    return against(of_request(facts, target_branch=next(texts)), branch=next(texts))


def nothing(texts: Texts) -> ReviewFacts:
    """Return facts of a pipeline without images."""
    facts = replace(review_facts(), image_jobs=(), complaint=Complaint(9, False, next(texts), next(texts)))
    return in_pipeline(facts, status=next(texts))


FACTS: tuple[Callable[[Texts], ReviewFacts], ...] = (
    changed, nearest, opened, quiet, accepted, fixed, unreadable, first, nothing, timed,
)  # fmt: skip
SOMETIME = datetime(2026, 12, 24, tzinfo=UTC)
STEPS = {"changed": 1, "logged": 7, "replies": 7, "timed": 7, "filed": 7, "threaded": 7}
"""How far the list of payloads is turned each time; a comment about logs is long, and has fewer kinds of slots."""
SHAPES: dict[str, Callable[[Texts], str]] = {
    **{shape.__name__: (lambda texts, shape=shape: review(shape(texts)).body) for shape in FACTS},
    "logged": logged,
    "replies": replies,
    "filed": filed,
    "threaded": threaded,
}
SLOTS = {}
"""How many foreign texts each shape takes in, counted when it is first made."""


@cache
def harmless(shape: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a shape of nothing but plain words, and its skeleton."""
    words = count()
    body = SHAPES[shape](f"word{number}" for number in words)
    SLOTS[shape] = next(words)
    return body, list(skeleton(parse(body)))


def check(shape: str, texts: Iterable[str]) -> None:
    """Hold one body against all oracles."""
    plain, bones = harmless(shape)
    body = SHAPES[shape](iter(texts))
    tokens = parse(body)
    assert "\r" not in body
    assert (old_rule(body), in_paragraphs(body, tokens)) == ([], [])
    assert not [sign for sign in body if sign != "\n" and unicodedata.category(sign) in HIDDEN]
    assert difference(list(skeleton(tokens)), bones) == ""
    assert [pipes(line) for line in body.split("\n")] == [pipes(line) for line in plain.split("\n")]
    if shape == "threaded":
        assert marker.parse_thread(body) is not None
    elif shape != "replies":
        assert marker.parse(body) is not None
    if shape != "replies":
        assert all(LINE_BEGINS.match(line) for line in body.split("\n")), body


def difference(found: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> str:
    """Return the first place where two skeletons differ."""
    return next((f"{one} instead of {other}" for one, other in zip_longest(found, wanted) if one != other), "")


def skeleton(tokens: Iterable[Token]) -> Iterator[tuple[str, str]]:
    """Yield all that a reader sees of a body apart from what stands in code, where no text can do anything."""
    for token in tokens:
        yield from _shape(token)
        for child in token.children or ():
            yield from _shape(child)


def _shape(token: Token) -> Iterator[tuple[str, str]]:
    if token.type in {"code_inline", "fence"}:
        yield token.type, ""
    elif token.type in {"html_inline", "html_block"}:
        assert OUR_HTML.fullmatch(token.content) or token.content.startswith("<details><summary>"), token.content
        yield token.type, re.sub(r"(sha|mistake)=[0-9a-f]{1,64} ", r"\1= ", token.content)
    elif token.type == "link_open":
        assert str(token.attrs["href"]).startswith("https://gitlab.test/")
        yield token.type, ""
    else:
        assert token.type not in {"image", "code_block"}
        yield token.type, "" if token.type == "inline" else token.content


def pipes(line: str) -> int:
    """Count the pipes that would end a cell, code spans or not."""
    return len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0


def test_there_are_enough_payloads_and_slots():
    assert len(set(BY_HAND)) == len(BY_HAND) > 200
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 300
    for shape in SHAPES:
        harmless(shape)
    assert sum(SLOTS.values()) > 50
    assert max(SLOTS.values()) < len(PAYLOADS)


@pytest.mark.parametrize(("shape", "step"), [(shape, STEPS.get(shape, 3)) for shape in SHAPES])
def test_no_payload_leaves_its_code_span_in_any_slot(shape, step):
    """Turn the list each time: every payload comes to every slot of the fullest shape, to a third of the others'."""
    for start in range(0, len(PAYLOADS), step):
        check(shape, islice(cycle(PAYLOADS), start, None))


@settings(deadline=None, max_examples=50)
@given(shape=st.sampled_from(sorted(SHAPES)), texts=st.lists(texts(), min_size=12, max_size=12, unique=True))
def test_no_text_leaves_its_code_span(shape, texts):
    check(shape, cycle(texts))


@pytest.mark.parametrize(
    ("body", "commands"),
    [
        ("/merge", (["merge"], ["merge"])),
        ("text\n/Close now\n", (["close"], ["close"])),
        ("a\r/merge", ([], [])),
        ("a\n\r/merge", (["merge"], ["merge"])),
        ("```\n/merge\n```", ([], [])),
        ("```text\n```\n/merge\n```", (["merge"], ["merge"])),
        ("````\n```\n/merge\n````", (["merge"], [])),
        ("~~~\n/merge\n~~~", (["merge"], [])),
        ("`\n/merge\n`", (["merge"], [])),
        ("    /merge", ([], [])),
        (" /merge", ([], [])),
        ("> /merge", ([], [])),
        ("- a\n/merge", (["merge"], [])),
        ("<!-- a -->\n/merge", (["merge"], ["merge"])),
        ("/mergers", ([], [])),
        ("/report", ([], [])),
        ("12 │ /merge", ([], [])),
    ],
)
def test_the_oracles_find_what_gitlab_would_run(body, commands):
    assert (old_rule(body), new_rule(body)) == commands


@pytest.mark.parametrize(
    "unsafe",
    [
        lambda text: f"Image {text} grew",
        lambda text: f"```\n{text}\n```",
        lambda text: f"Image `{text}` grew",
        lambda text: f"| `{text}` | 1 |",
    ],
)
def test_a_template_without_the_encoder_fails(unsafe, monkeypatch):
    monkeypatch.setitem(SHAPES, "unsafe", lambda texts: unsafe(next(texts)))
    harmless.cache_clear()
    failed = 0
    for text in BY_HAND[::3]:
        try:
            check("unsafe", [text])
        except AssertionError:
            failed += 1
    assert failed > 10
