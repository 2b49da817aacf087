"""Which jobs of a pipeline build or push images."""

import pytest

from bot.image_jobs import image_job_names, includes_others


@pytest.mark.parametrize(
    ("job", "builds"),
    [
        ("{script: docker build .}", True),
        ("{script: docker push x}", True),
        ("{script: [docker login, docker compose build]}", True),
        ("{script: /kaniko/executor --context .}", True),
        ("{script: buildah bud .}", True),
        ("{script: ./make-image.sh, image: 'example.com/kaniko/executor:debug'}", True),
        ("{before_script: [docker build .], script: x}", True),
        ("{extends: .builds}", True),
        ("{script: [!reference [.builds, script]]}", True),
        ("{script: docker pull x}", False),
        ("{script: docker run x build}", False),
        ("{script: echo docker build .}", False),
        ("{script: go build}", False),
        ("{trigger: group/project}", False),
    ],
)
def test_what_a_job_runs_tells(job, builds):
    definition = f".builds: {{script: docker build .}}\nrelease: {job}\n"
    assert image_job_names(definition, ["release"]) == (frozenset({"release"}) if builds else frozenset())


def test_defaults_count_too():
    assert image_job_names("default: {before_script: [docker build .]}\na: {script: x}", ["a"]) == {"a"}


@pytest.mark.parametrize("name", ["make: [api, x]", "make 2/3", "make: 2/3", "make"])
def test_each_job_that_parallel_makes_is_known_by_its_definition(name):
    assert image_job_names("make: {script: docker build ., parallel: 3}", [name]) == {name}


@pytest.mark.parametrize(
    ("name", "builds"), [("build api", True), ("push", True), ("docker", True), ("test", False), ("lint", False)]
)
@pytest.mark.parametrize("definition", [None, "", "include: x.yml\n", "other: {script: x}", "build api: [\n"])
def test_without_a_definition_the_name_tells(definition, name, builds):
    assert (name in image_job_names(definition, [name])) is builds


@pytest.mark.parametrize(
    ("definition", "includes"),
    [("include: x.yml", True), ("include: [{template: y}]", True), ("include:", False), ("a: {script: x}", False)],
)
def test_a_file_that_includes_others_is_not_all_there_is(definition, includes):
    assert includes_others(definition) is includes
