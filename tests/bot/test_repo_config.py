"""`.lighterman.yml`: what a team may write, and what it is told when it may not."""

import pytest

from bot.files.quantities import Growth
from bot.repo_config import FILE_NAME, CommentOn, RepoConfig, json_schema, read_repo_config


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (None, "comment", CommentOn.CHANGES),
        ("", "growth_size", 5 * 2**20),
        ("comment: always", "comment", CommentOn.ALWAYS),
        ("comment: regressions", "comment", CommentOn.REGRESSIONS),
        ("growth-size: 1 MB", "growth_size", 1_000_000),
        ("growth-percent: 0.5%", "growth_percent", 0.5),
        ("slowdown-time: 1min", "slowdown_time", 60.0),
        ("slowdown-percent: 25%", "slowdown_percent", 25.0),
        ("images: {}", "images", {}),
    ],
)
def test_a_setting_is_read_without_a_word(text, name, value):
    config, problems = read_repo_config(text)
    assert (getattr(config, name), problems) == (value, ())


@pytest.mark.parametrize(
    ("written", "growth"), [("20MiB", Growth(size_bytes=20 * 2**20)), ("5%", Growth(percent=5.0)), ("~", None)]
)
def test_limits_are_kept_under_their_pattern_in_the_order_of_the_file(written, growth):
    config, problems = read_repo_config(
        f"images:\n  '*-dev':\n    max-size: 1GB\n  '*':\n    max-growth: {written}\njobs:\n  build:\n"
        "    max-build-time: 10min\n    max-slowdown: 50%\n"
    )
    assert problems == ()
    assert list(config.images) == ["*-dev", "*"]
    assert (config.images["*-dev"].max_size, config.images["*"].max_growth) == (10**9, growth)
    assert (config.jobs["build"].max_build_time, config.jobs["build"].max_slowdown) == (600.0, 50.0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("comment: never", 'line 1: "comment": write "always", "changes" or "regressions"'),
        ("coment: always", 'line 1: "coment" is no key here; did you mean "comment"?'),
        ("growth-size: 5", 'line 1: "growth-size": "5" is no size; '),
        ("growth-size: 5%", 'line 1: "growth-size": "5%" is no size; '),
        ("growth-percent: 5", 'line 1: "growth-percent": "5" is no share; '),
        ("slowdown-time: 5m", 'line 1: "slowdown-time": "5m" is no duration; '),
        ("growth-size:", 'line 1: "growth-size": "" is no size; '),
        ("images:\n  api:\n    max-growth: 5", 'line 3: "max-growth": "5" is no growth; '),
        (
            "jobs:\n  build:\n    max-slow-down: 5%",
            'line 3: "max-slow-down" is no key here; did you mean "max-slowdown"?',
        ),
        ("jobs: 10min", 'line 1: "jobs" must hold keys with values, indented below it'),
    ],
)
def test_one_mistake_keeps_all_defaults_and_says_where_it_is(text, problem):
    good = "\nslowdown-percent: 99%\n"
    config, problems = read_repo_config(text + good)
    assert config == RepoConfig()
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_the_schema_for_editors_knows_the_same_keys_and_no_others():
    schema = json_schema()
    assert schema["title"] == FILE_NAME
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {name.replace("_", "-") for name in RepoConfig.model_fields}
