"""Which references a pattern with unknown parts may stand for."""

import pytest

from bot.reference_patterns import fits, has_tag, is_known


@pytest.mark.parametrize(
    ("pattern", "reference", "does"),
    [
        ("reg.example.com/app:1", "reg.example.com/app:1", True),
        ("reg.example.com/app:1", "reg.example.com/app:2", False),
        ("reg.example.com/app", "reg.example.com/app:2", True),
        ("reg.example.com:5050/app", "reg.example.com:5050/app:2", True),
        ("reg.example.com:5050/app", "reg.example.com:5050/app/api:2", False),
        ("${CI_REGISTRY_IMAGE}:${CI_COMMIT_SHA}", "reg.example.com:5050/app:0a1b", True),
        ("${CI_REGISTRY_IMAGE}/api:${TAG}", "reg.example.com/app/api:0a1b", True),
        ("${CI_REGISTRY_IMAGE}/api:${TAG}", "reg.example.com/app/web:0a1b", False),
        ("${CI_REGISTRY_IMAGE}/api:v$(cat VERSION)", "reg.example.com/app/api:v1.2", True),
        ("reg.example.com/app:`git describe`", "reg.example.com/app:v1", True),
        ("reg.example.com/*/api:main-*", "reg.example.com/team/api:main-1", True),
        ("reg.example.com/*/api:main-*", "reg.example.com/team/api:dev-1", False),
        ("app:1", "docker.io/library/app:1", True),
        ("team/app:1", "docker.io/team/app:1", True),
        ("app:[1]", "app:1", False),
        ("a" * 600, "a" * 600, False),
        ("${A}" * 100 + "x", "y" * 500, False),
    ],
)
def test_a_pattern_stands_for_what_it_may_become(pattern, reference, does):
    assert fits(pattern, reference) is does


@pytest.mark.parametrize(
    ("reference", "has", "known"),
    [
        ("app", False, True),
        ("app:1", True, True),
        ("reg:5050/app", False, True),
        ("app@sha256:0a", True, True),
        ("app:${TAG:-1}", True, False),
        ("${APP:-x}", False, False),
        ("app*", False, False),
    ],
)
def test_tags_and_unknown_parts_are_seen(reference, has, known):
    assert (has_tag(reference), is_known(reference)) == (has, known)
