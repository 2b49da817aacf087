"""The image commands of a job, with the variables that its shell has when it comes to them."""

import pytest

from bot.files.ci_file import read_ci_file
from bot.job_commands import image_commands

GIVEN = {"CI_REGISTRY_IMAGE": "reg.example.com/g/app", "CI_COMMIT_SHORT_SHA": "0a1b2c3d"}


def pushed(job, given=GIVEN):
    text = f"variables: {{IMAGE: $CI_REGISTRY_IMAGE/api, TAG: v1}}\njob:\n{job}"
    return [name for one in image_commands(read_ci_file(text).jobs["job"], given) for name in one.command.pushed]


def script(*lines):
    return "  script:\n    - |\n" + "".join(f"      {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["docker push $IMAGE:$TAG"], ["reg.example.com/g/app/api:v1"]),
        (['docker push "$IMAGE:$CI_COMMIT_SHORT_SHA"'], ["reg.example.com/g/app/api:0a1b2c3d"]),
        (["docker push $IMAGE:$CI_COMMIT_BRANCH"], ["reg.example.com/g/app/api:${CI_COMMIT_BRANCH}"]),
        (["TAG=v2", "docker push x:$TAG"], ["x:v2"]),
        (["export TAG=v2", "docker push x:$TAG"], ["x:v2"]),
        (["TAG=$TAG-b", "docker push x:$TAG"], ["x:v1-b"]),
        (["(TAG=v2)", "docker push x:$TAG"], ["x:v1"]),
        (["(TAG=v2; docker push x:$TAG)"], ["x:v2"]),
        (["if a; then TAG=v2; fi", "docker push x:$TAG"], ["x:${TAG}"]),
        (["unset TAG", "docker push x:$TAG"], ["x:${TAG}"]),
        (["TAG=$(cat VERSION)", "docker push x:$TAG"], ["x:${TAG}"]),
        (["TAG=v2 sh -c 'true'", "docker push x:$TAG"], ["x:v1"]),
        (["for s in api web; do docker push x/$s:$TAG; done"], ["x/api:v1", "x/web:v1"]),
        (["for s in $(ls); do docker push x/$s; done"], ["x/$(ls)"]),
        (["NAMES='api web'", "for s in $NAMES; do docker push x/$s; done"], ["x/api", "x/web"]),
        (["ARGS='--push -t x:1'", "docker buildx build $ARGS ."], ["x:1"]),
        (["sh -c 'docker push x:1'"], ["x:1"]),
        (["docker push x:1 || true"], ["x:1"]),
        (["echo docker push x:1"], []),
        (["$RUN docker push x:1"], []),
    ],
)
def test_names_are_filled_in_as_the_shell_would(lines, names):
    assert pushed(script(*lines)) == names


def test_before_script_sets_what_the_script_sees_and_after_script_does_not():
    job = (
        "  before_script: [TAG=v2]\n  script: ['docker push x:$TAG', 'export TAG=v3']\n"
        "  after_script: ['docker push y:$TAG']\n"
    )
    assert pushed(job) == ["x:v2", "y:v1"]


def test_what_a_rule_may_change_is_not_known():
    assert pushed(script("docker push x:$TAG") + "  rules: [{if: $A, variables: {TAG: v2}}]\n") == ["x:${TAG}"]


@pytest.mark.parametrize(("own", "name"), [("", "x:${TAG}"), ("  variables: {TAG: v3}\n", "x:v3")])
def test_what_a_rule_of_the_workflow_may_change_is_known_only_where_the_job_says_it(own, name):
    text = "variables: {TAG: v1}\nworkflow: {rules: [{if: $A, variables: {TAG: v2}}]}\njob:\n"
    job = read_ci_file(text + script("docker push x:$TAG") + own).jobs["job"]
    assert [one.command.pushed for one in image_commands(job)] == [(name,)]


def test_without_a_pipeline_gitlabs_own_variables_stay():
    assert pushed(script("docker push $IMAGE:$TAG"), {}) == ["${CI_REGISTRY_IMAGE}/api:v1"]


def test_the_environment_of_a_command_is_known():
    text = "variables: {DOCKER_BUILDKIT: 0}\njob:\n" + script("DOCKER_BUILDKIT=1 docker build .", "docker build .")
    found = image_commands(read_ci_file(text).jobs["job"])
    assert [one.variables["DOCKER_BUILDKIT"] for one in found] == ["1", "0"]


def test_a_variable_that_doubles_itself_stays_small():
    (name,) = pushed(script("A=xxxxxxxx", *["A=$A$A"] * 60, "docker push $A"))
    assert len(name) <= 2 * 4096


def test_of_too_many_commands_the_first_are_read():
    assert len(pushed(script(*["docker push x"] * 3000))) == 2000


def test_a_loop_in_a_loop_ends():
    inner = "for b in " + " ".join(str(number) for number in range(100))
    assert len(pushed(script(f"for a in 1 2 3; do {inner}; do docker push x:$a$b; done; done"))) == 50
