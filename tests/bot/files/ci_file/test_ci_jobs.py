"""What a job holds in the end: defaults, extends, anchors, merge keys, references, scripts of every shape."""

import pytest

from bot.files.ci_file import Section, read_ci_file
from bot.files.yaml_nodes import scalars


def read(text, **files):
    """Read a file without problems; `files` are those beside it, by name without `.yml`."""
    file = read_ci_file(text, find=lambda path: [(path, files[path.removesuffix(".yml")])])
    assert file.problems == ()
    return file


def commands(job, section=Section.SCRIPT):
    return [" ".join(step.command.texts) for step in job.steps_of(section)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("script: make", ["make"]),
        ("script: [make, make test]", ["make", "make test"]),
        ("script: [[make, [make test]], make push]", ["make", "make test", "make push"]),
        ("script:\n    - |\n      make\n      make test\n", ["make", "make test"]),
        ("script:\n    - >\n      make\n      test\n", ["make test"]),
        ("script:\n    - make\n      test\n", ["make test"]),
        ("script: |\n    make &&\n    make test\n", ["make", "make test"]),
        ("script: [make \\\n    test]", ["make test"]),
        ("script: ['make \"a b\"']", ["make a b"]),
        ("before_script: [a]\n  script: [b]\n  after_script: [c]", ["b"]),
    ],
)
def test_a_script_is_a_text_a_list_or_a_nested_list(written, found):
    assert commands(read(f"job:\n  {written}").jobs["job"]) == found


@pytest.mark.parametrize("section", [Section.BEFORE, Section.AFTER])
@pytest.mark.parametrize("above", ["", "default:\n  "])
def test_scripts_may_be_defaults_at_two_places(section, above):
    job = read(f"{above}{section}: [from default]\njob:\n  needs: []\n").jobs["job"]
    assert commands(job, section) == ["from default"]


@pytest.mark.parametrize(
    ("job", "image"),
    [
        ("script: a", "docker:27"),
        ("{script: a, image: alpine:3.20}", "alpine:3.20"),
        ("{script: a, image: {name: alpine:3.20}}", "alpine:3.20"),
        ("{script: a, inherit: {default: false}}", None),
        ("{script: a, inherit: {default: [services]}}", None),
        ("{script: a, inherit: {default: [image]}}", "docker:27"),
        ("{trigger: group/other}", None),
        ("{script: a, image: null}", "docker:27"),
    ],
)
def test_a_job_takes_defaults_unless_it_says_otherwise(job, image):
    body = job if job.startswith("{") else f"{{{job}}}"
    found = read(f"default: {{image: docker:27}}\njob: {body}").jobs["job"].image
    assert (found.name if found else None) == image


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (".a: {script: a}\njob: {extends: .a}", ["a"]),
        (".a: {script: a}\njob: {extends: .a, script: b}", ["b"]),
        (".a: {script: a}\n.b: {script: b}\njob: {extends: [.a, .b]}", ["b"]),
        (".a: {script: a}\n.b: {extends: .a}\njob: {extends: .b}", ["a"]),
        ("job: {extends: .a}\n.a: {extends: .b}\n.b: {script: late}", ["late"]),
        (".a: {script: [a, b]}\njob: {extends: .a, script: [c]}", ["c"]),
        (".a: &a {script: a}\njob: *a", ["a"]),
        (".a: &a {script: a}\njob: {<<: *a, stage: x}", ["a"]),
        (".a: &a {script: a}\njob: {script: b, <<: *a}", ["a"]),
        (".a: &a {script: a}\njob: {<<: *a, script: b}", ["b"]),
        (".a: &a {script: a}\n.b: &b {script: b}\njob: {<<: [*a, *b]}", ["a"]),
        (".a: &a {script: a}\n.b: &b {script: b}\njob: {<<: *a, <<: *b}", ["b"]),
        (".a: &a [a, b]\njob: {script: [*a, c]}", ["a", "b", "c"]),
        (".x: &x [a]\n.y: &x [b]\njob: {script: *x}", ["b"]),
        (".a: {script: [a]}\njob: {script: [!reference [.a, script], b]}", ["a", "b"]),
        (".a: {script: [a]}\njob: {script: !reference [.a, script]}", ["a"]),
        (".a: {script: [!reference [.b, script]]}\n.b: {script: [b]}\njob: {script: [!reference [.a, script]]}", ["b"]),
        (".b: {script: [b]}\n.a: {extends: .b}\njob: {script: [!reference [.a, script]]}", ["b"]),
    ],
)
def test_what_a_job_inherits_comes_as_gitlab_resolves_it(text, script):
    assert commands(read(text).jobs["job"]) == script


def test_extends_merges_mappings_key_by_key_and_replaces_lists():
    text = ".a: {variables: {A: 1, B: 1}, tags: [x], script: a}\njob: {extends: .a, variables: {B: 2}, tags: [y]}"
    job = read(text).jobs["job"]
    assert {name: one.value for name, one in job.variables.items()} == {"A": "1", "B": "2"}
    assert [one.text for one in scalars(job.keyword("tags"))] == ["y"]


def test_hidden_jobs_are_read_and_do_not_run():
    file = read(".a: {script: a}\nb: {script: b}")
    assert file.jobs[".a"].is_hidden
    assert [job.name for job in file.visible_jobs] == ["b"]


def test_names_that_gitlab_keeps_for_itself_are_no_jobs():
    text = "stages: [a]\nvariables: {A: b}\nworkflow: {rules: []}\ndefault: {tags: [x]}\njob: {script: a}"
    assert list(read(text).jobs) == ["job"]


@pytest.mark.parametrize(
    ("written", "name", "alias", "entrypoint"),
    [
        ("docker:27", "docker:27", None, None),
        ("{name: docker:27}", "docker:27", None, None),
        ("{name: docker:27, alias: d, entrypoint: ['']}", "docker:27", "d", ("",)),
        ("{name: 'docker:$V'}", "docker:27.1", None, None),
        ("'$CI_REGISTRY_IMAGE/x'", "${CI_REGISTRY_IMAGE}/x", None, None),
    ],
)
@pytest.mark.parametrize("keyword", ["image", "services"])
def test_image_and_services_are_texts_or_mappings(written, name, alias, entrypoint, keyword):
    value = f"[{written}]" if keyword == "services" else written
    job = read(f"job:\n  script: a\n  variables: {{V: '27.1'}}\n  {keyword}: {value}").jobs["job"]
    found = job.services[0] if keyword == "services" else job.image
    assert (found.name, found.alias, found.entrypoint, found.line) == (name, alias, entrypoint, 4)


def test_services_know_their_own_command_and_variables():
    text = (
        "job:\n  script: a\n  services:\n"
        "  - {name: docker:27-dind, command: [--mtu=1400], variables: {DOCKER_TLS_CERTDIR: ''}}"
    )
    service = read(text).jobs["job"].services[0]
    assert (service.command, service.variables) == (("--mtu=1400",), {"DOCKER_TLS_CERTDIR": ""})


def test_rules_tell_conditions_and_variables():
    text = (
        "job:\n  script: a\n  variables: {TAG: x}\n  rules:\n"
        "  - {if: $CI_COMMIT_TAG, variables: {TAG: y}}\n  - {changes: [Dockerfile], when: manual}"
    )
    job = read(text).jobs["job"]
    assert [(rule.line, rule.condition, rule.when, rule.watches_files) for rule in job.rules] == [
        (5, "$CI_COMMIT_TAG", None, False),
        (6, None, "manual", True),
    ]
    assert job.variables["TAG"].value == "x"
    assert "TAG" not in job.known_variables


def test_a_matrix_makes_one_job_for_each_combination():
    text = "job:\n  script: a\n  parallel:\n    matrix:\n    - {A: [x, y], B: '1'}\n    - A: z"
    assert read(text).jobs["job"].matrix == ({"A": "x", "B": "1"}, {"A": "y", "B": "1"}, {"A": "z"})


def test_a_header_gives_inputs_their_defaults():
    text = (
        "spec:\n  inputs:\n    version: {default: '27'}\n    stage: {}\n---\n"
        "job:\n  image: docker:$[[ inputs.version ]]\n  script: echo $[[ inputs.stage ]]"
    )
    file = read(text)
    assert file.header is not None
    assert file.jobs["job"].image.name == "docker:27"


@pytest.mark.parametrize(
    ("text", "script", "targets"),
    [
        ("include: a.yml\njob: {extends: .a}", ["a"], [("local", "a.yml", True)]),
        ("include: {local: /a.yml}\njob: {extends: .a}", ["a"], [("local", "/a.yml", True)]),
        ("include: [{local: a.yml}, {local: b.yml}]\njob: {extends: .a}", ["b"], [
            ("local", "a.yml", True), ("local", "b.yml", True),
        ]),
        ("include: c.yml\njob: {extends: .a}", ["a"], [("local", "c.yml", True), ("local", "a.yml", True)]),
        ("include: {local: a.yml}\n.a: {script: own}\njob: {extends: .a}", ["own"], [("local", "a.yml", True)]),
        ("include: {template: Docker.gitlab-ci.yml}\njob: {extends: .unknown}", [], [
            ("template", "Docker.gitlab-ci.yml", False),
        ]),
        ("include: {project: group/ci, file: x.yml}\njob: {script: b}", ["b"], [("project", "group/ci:x.yml", False)]),
        ("include: 'https://example.com/x.yml'\njob: {script: b}", ["b"], [
            ("remote", "https://example.com/x.yml", False),
        ]),
        ("include: {component: example.com/c@1}\njob: {script: b}", ["b"], [("component", "example.com/c@1", False)]),
    ],
)  # fmt: skip
def test_local_files_are_taken_in_and_others_named(text, script, targets):
    file = read(text, a=".a: {script: a}", b=".a: {script: b}", c="include: a.yml")
    assert commands(file.jobs["job"]) == script
    assert [(one.kind, one.target, one.is_read) for one in file.includes] == targets
    assert file.is_whole is all(is_read for _, _, is_read in targets)


def test_what_comes_from_another_file_knows_its_place_there():
    file = read("include: a.yml\njob: {extends: .a}", a="\n.a:\n  script: docker build .")
    assert [(step.path, step.line) for step in file.jobs["job"].steps] == [("a.yml", 3)]


def test_an_include_gives_inputs():
    text = "include: {local: a.yml, inputs: {tag: v1}}\njob: {extends: .a}"
    other = "spec:\n  inputs:\n    tag:\n---\n.a: {script: 'make $[[ inputs.tag ]]'}"
    assert commands(read(text, a=other).jobs["job"]) == ["make v1"]


def test_files_that_include_each_other_are_read_once():
    file = read(
        "include: a.yml\njob: {script: x}", a="include: b.yml\n.a: {script: a}", b="include: a.yml\n.b: {script: b}"
    )
    assert list(file.jobs) == [".b", ".a", "job"]
