"""`.lighterman.yml`: what a team may write, and what it is told when it may not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from bot.files.quantities import Growth
from bot.files.typed_yaml import Model, parse
from bot.repo_config import FILE_NAME, CommentOn, RepoConfig, json_schema, limits_for, read_repo_config, references_of

DOCS = (Path(__file__).parents[2] / "docs" / "lighterman-yml.md").read_text(encoding="utf-8")


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


def test_a_declared_reference_belongs_to_one_image_and_not_to_a_pattern():
    config, problems = read_repo_config(
        "images:\n  api: {reference: $CI_REGISTRY_IMAGE/api}\n  '*-dev': {reference: x}\n  web: {max-size: 1GB}\n"
    )
    assert (references_of(config), problems) == ({"api": "$CI_REGISTRY_IMAGE/api"}, ())


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
        (
            "images:\n  api:\n    max-slowdown: 5%",
            'line 3: "max-slowdown" is no key here; it belongs deeper, below "jobs"',
        ),
        ("max-growth: 5%", 'line 1: "max-growth" is no key here; it belongs deeper, below "images"'),
        (
            "max-build-time: 5min",
            'line 1: "max-build-time" is no key here; it belongs deeper, below "images" or "jobs"',
        ),
        ("limits: 5", 'line 1: "limits" is no key here; write one of comment, growth-size, '),
        (
            "images:\n  api:\n    max-size: 20M",
            'line 3: "max-size": "20M" is no size; write a number with its unit, such',
        ),
        ("jobs:\n  a:\n    max-build-time: 5 minutes", 'line 3: "max-build-time": "5 minutes" is no duration; '),
        ("images: &a {}\njobs: *a", "line 1: tags (!name) and anchors (&name) are not read here; "),
        ("images:\n  api: *x", "line 2: aliases (*name) are not read here; "),
        ("images: !!map {}", "line 1: tags (!name) and anchors (&name) are not read here; "),
        ("images:\n  api: {}\n  api: {}", 'line 3: "api" stands here a second time; '),
        ("images:\n\tapi: {}", "line 2: a tab stands where YAML wants spaces; "),
        ("comment: caf\N{REPLACEMENT CHARACTER}", "line 1: the line is not in UTF-8; "),
        ("images:\n  " + "x" * 400 + ": {}", "line 2: the line is longer than 400 characters; "),
        ("jobs: 10min", 'line 1: "jobs" must hold keys with values, indented below it'),
    ],
)
def test_one_mistake_keeps_all_defaults_and_says_where_it_is(text, problem):
    good = "\nslowdown-percent: 99%\n"
    config, problems = read_repo_config(text + good)
    assert config == RepoConfig()
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a", "line 1: the file must hold keys with values"),
        ("\x00", "line 1: the file holds a character that YAML does not allow"),
        ("[" * 300, "line 1: the file is nested deeper than 64 levels"),
        ("#" * 300 + ("\n" + "#" * 399) * 656, "line 1: the file is larger than 256 KiB"),
    ],
)
def test_a_file_that_is_none_keeps_all_defaults_too(text, problem):
    config, (said,) = read_repo_config(text)
    assert config == RepoConfig()
    assert said.startswith(problem)


def test_a_mark_of_byte_order_at_the_start_does_no_harm():
    assert read_repo_config("\ufeffcomment: always") == (RepoConfig(comment=CommentOn.ALWAYS), ())


@pytest.mark.parametrize(
    ("name", "found"), [("api", 1), ("api-dev", 2), ("API", None), ("web", None), ("x/api", None), ("*-dev", 2)]
)
def test_the_first_pattern_that_fits_counts(name, found):
    limits = {"api": 1, "*-dev": 2, "api*": 3}
    assert limits_for(limits, name) == found


def test_the_schema_for_editors_knows_the_same_keys_and_no_others():
    schema = json_schema()
    assert schema["title"] == FILE_NAME
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {name.replace("_", "-") for name in RepoConfig.model_fields}


SCHEMA_AGREES = [
    "{}",
    "comment: always",
    "comment: never",
    "comment: Always",
    "comment: true",
    "comment: ~",
    "growth-size: 5MiB",
    "growth-size: 5 MiB",
    "growth-size: 1.5GB",
    "growth-size: 5",
    "growth-size: 5%",
    "growth-size: 5 Mib",
    "growth-size: -5MiB",
    "growth_size: 5MiB",
    "growth-percent: 5%",
    "growth-percent: 5",
    "slowdown-time: 90s",
    "slowdown-time: 5m",
    "slowdown-percent: 25 %",
    "images: {}",
    "images: []",
    "images: ~",
    "images:\n  api: {}",
    "images:\n  api: ~",
    "images:\n  api:\n    max-size: 1GB\n    max-growth: 5%",
    "images:\n  api:\n    max-size: ~",
    "images:\n  api:\n    max-size: 5%",
    "images:\n  api:\n    max-growth: 20MiB",
    "images:\n  api:\n    max-growth: 20",
    "images:\n  api:\n    max-build-time: 20s",
    "jobs:\n  build:\n    max-build-time: 1h\n    max-slowdown: 5%",
    "jobs:\n  build:\n    max-build-time: 1 hour",
    "jobs:\n  build: 1h",
    "unknown: 1",
]


@pytest.mark.parametrize("text", SCHEMA_AGREES)
def test_editors_and_we_agree_on_what_is_wrong(text):
    problems = read_repo_config(text)[1]
    assert Draft202012Validator(json_schema()).is_valid(parse(text).value) is not bool(problems)


def test_both_verdicts_are_among_those_that_were_compared():
    verdicts = [bool(read_repo_config(text)[1]) for text in SCHEMA_AGREES]
    assert min(verdicts.count(True), verdicts.count(False)) > 10


def test_the_schema_is_one():
    Draft202012Validator.check_schema(json_schema())


def keys(model: type[Model], above: str = "") -> Iterator[tuple[str, str, str]]:
    """Walk all keys with their defaults and what editors say about them."""
    for name, part in model.model_json_schema(by_alias=True)["properties"].items():
        default = part.get("default")
        default = str(default).lower() if isinstance(default, bool) else default
        yield f"{above}{name}", f"`{default}`" if default else "none", part.get("description", "")
        field = next(field for field in model.model_fields if field.replace("_", "-") == name)
        annotation = model.model_fields[field].annotation
        if isinstance(annotation, type) and issubclass(annotation, Model):
            yield from keys(annotation, f"{above}{name}.")
        for inner in get_args(annotation):
            if isinstance(inner, type) and issubclass(inner, Model):
                yield from keys(inner, f"{above}{name}.NAME.")


@pytest.mark.parametrize(("key", "default", "description"), list(keys(RepoConfig)))
def test_every_key_is_explained_in_the_schema_and_in_the_docs(key, default, description):
    assert description.endswith(".")
    assert f"| `{key}` | {default} | {description} |" in DOCS.splitlines()


def test_a_default_can_be_written_as_the_schema_shows_it():
    shown = [f"{name}: {part['default']}" for name, part in json_schema()["properties"].items() if "default" in part]
    assert "growth-size: 5MiB" in shown
    assert read_repo_config("\n".join(shown)) == (RepoConfig(), ())


def test_the_docs_name_no_key_that_does_not_exist():
    assert re.findall(r"^\| `([^`]+)`", DOCS, re.MULTILINE) == [key for key, _, _ in keys(RepoConfig)]


def test_the_example_of_the_docs_is_read_without_a_word():
    (example,) = re.findall(r"```yaml .lighterman.yml\n(.*?)```", DOCS, re.DOTALL)
    config, problems = read_repo_config(example)
    assert problems == ()
    assert list(config.images) == ["api", "*-dev"]
