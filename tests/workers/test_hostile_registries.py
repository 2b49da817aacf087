"""Whatever a registry does, the comment is there: the size says why it is missing, times are told all the same."""

import pytest

from tests.fakes.loopback import Answer
from tests.workers.desk import open_desk

TOO_DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda registry: registry.faults.truncate(None, match="/manifests/"), "did not answer"),
        (
            lambda registry: registry.serve_endlessly(match="/manifests/", times=None),
            "its manifest is larger than 4 MiB",
        ),
        (lambda registry: registry.faults.html(None, match="/manifests/"), "another digest"),
        (
            lambda registry: registry.faults.instead(Answer(200, TOO_DEEP), None, match="/token"),
            "answered nonsense",
        ),
        (lambda registry: setattr(registry.tokens, "believes_nobody", True), "does not accept our token"),
        (
            lambda registry: setattr(registry.tokens, "realm", "http://169.254.169.254/token"),
            "a host that is not allowed",
        ),
        (lambda registry: setattr(registry.tokens, "realm", "http://localhost:1/token"), "a host that is not allowed"),
        (lambda registry: setattr(registry, "redirects", 9), "redirects in circles"),
        (lambda registry: registry.faults.always(status=429), "asks to wait for 30 s"),
        (lambda registry: registry.faults.always(status=403), "refuses our token"),
        (lambda registry: registry.faults.reset(99), "did not answer"),
    ],
)
def test_the_comment_is_posted_and_its_size_says_why_it_is_missing(spoil, reason):
    with open_desk() as desk:
        desk.main_ran(times=5)
        mr = desk.open_mr()
        run = desk.pipeline(mr=mr, kind="detached")
        spoil(desk.registry)
        desk.review(mr, run, is_asked=True)
        (body,) = desk.said(mr)
    assert "| not read |" in body
    assert reason in body
    assert "Times are compared with" in body


def test_a_configuration_that_cannot_be_read_costs_the_instructions_and_not_the_size():
    with open_desk() as desk:
        desk.main_ran(times=5)
        mr = desk.open_mr()
        run = desk.pipeline(mr=mr, kind="detached")
        desk.registry.faults.always(status=404, match="/blobs/")
        desk.review(mr, run)
        (body,) = desk.said(mr)
    assert "+40 MiB" in body
    assert "Most of it" not in body
