"""When a comment is worth writing, and what is kept current once it stands."""

from dataclasses import replace

import pytest

from bot.actions import AsOf
from bot.facts import Complaint
from bot.reports import marker
from bot.review import review
from tests.bot.facts_in_words import FINISHED, STEADY, config_of, image, in_pipeline, review_facts, unread

SMALL, LARGE = image(40, 60), image(40, 100)
FACTS = {
    "grew": review_facts(LARGE, before=[SMALL]),
    "slower": review_facts(SMALL, before=[SMALL], seconds=270, history=STEADY),
    "shrank": review_facts(SMALL, before=[LARGE]),
    "faster": review_facts(SMALL, before=[SMALL], seconds=40, history=STEADY),
    "shrank but slower": review_facts(SMALL, before=[LARGE], seconds=270, history=STEADY),
    "new image": review_facts(SMALL, LARGE, before=[image(1, name="other")]),
    "unchanged": review_facts(SMALL, before=[SMALL], history=STEADY),
    "grew by less than the floors": review_facts(image(40, 62), before=[SMALL]),
    "too few runs": review_facts(SMALL, before=[SMALL], seconds=270, history=STEADY[:4]),
    "first build": review_facts(SMALL, has_baseline=False),
    "not readable": review_facts(unread("why"), before=[SMALL]),
    "nothing built": replace(review_facts(), image_jobs=()),
}
ALL = set(FACTS)
LOUD = {"grew", "slower", "shrank but slower"}
BETTER = {"shrank", "faster", "new image"}


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize(
    ("mode", "speaks"),
    [("always", ALL - {"nothing built"}), ("changes", LOUD | BETTER), ("regressions", LOUD), (None, LOUD | BETTER)],
)
def test_a_first_comment_is_written_only_where_the_mode_wants_it(name, mode, speaks):
    facts = FACTS[name]
    if mode:
        facts = replace(facts, config=config_of(f"comment: {mode}"))
    assert review(facts).may_create is (name in speaks)


@pytest.mark.parametrize("mode", ["always", "changes", "regressions"])
@pytest.mark.parametrize("name", FACTS)
def test_once_it_has_spoken_the_comment_is_kept_current_whatever_there_is_to_say(name, mode):
    action = review(replace(FACTS[name], config=config_of(f"comment: {mode}")))
    assert action.body.splitlines()[1].startswith("### ")
    assert action.as_of == AsOf(99, FINISHED.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


@pytest.mark.parametrize("name", FACTS)
def test_who_asks_is_answered_whatever_there_is_to_say(name):
    facts = replace(FACTS[name], config=config_of("comment: regressions"))
    assert review(facts, is_asked=True).may_create is True


@pytest.mark.parametrize(("name", "speaks"), [("unchanged", True), ("first build", True), ("nothing built", False)])
def test_a_broken_configuration_is_told_once_where_images_are_built(name, speaks):
    assert review(replace(FACTS[name], config_problems=("line 1: wrong",))).may_create is speaks


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("grew", Complaint(99, True, "api", "+40 MiB")),
        ("slower", Complaint(99, False, "build", "+2 m 50 s")),
        ("shrank but slower", Complaint(99, False, "build", "+2 m 50 s")),
        ("shrank", None),
        ("new image", None),
        ("unchanged", None),
    ],
)
def test_what_is_complained_of_is_kept_to_be_told_when_it_is_mended(name, complaint):
    assert review(FACTS[name]).complaint == complaint


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("unchanged", "### ✅ Back within budget: image `api` was `+40 MiB` in "),
        ("grew by less than the floors", "### ✅ Back within budget: image `api` was `+40 MiB` in "),
        ("shrank", "### ✅ Image `api` shrank by 40 MiB"),
        ("slower", "### 🔴 Job `build` is 2 m 50 s slower"),
        ("nothing built", "### ℹ️ No image was built (before, image `api` was `+40 MiB` in "),
        ("first build", "### ℹ️ Nothing to compare with yet"),
        ("not readable", "### ⚠️ The size of image `api` could not be read"),
    ],
)
def test_a_fix_shows_in_the_first_line(name, line):
    action = review(replace(FACTS[name], complaint=Complaint(98, True, "api", "+40 MiB")))
    assert action.body.splitlines()[1].startswith(line)


def test_a_comment_begins_with_its_marker():
    action = review(in_pipeline(FACTS["grew"], finished_at=None))
    assert marker.parse(action.body) == marker.Marker(1, 5, AsOf(99, ""), "a" * 40)
