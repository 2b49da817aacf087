"""Which jobs use Docker, begin with an empty engine, build with BuildKit, and speak TLS."""

import pytest

from bot.lint.daemons import begins_empty, is_buildkit, uses_docker
from bot.lint.dind import dind_services, serves_tls
from tests.bot.lint.projects import job, project


def source(text):
    (found,) = project({".gitlab-ci.yml": text}).project.ci_files
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (job("docker info"), True),
        (job("docker-compose up"), True),
        (job("buildah bud ."), True),
        (job("/kaniko/executor -d x"), True),
        (job('ssh h "docker ps"'), True),
        (job("make", head="image: docker:29"), True),
        (job("make", head="services: [docker:29-dind]"), True),
        (job("make"), False),
        (job("echo docker"), False),
        (job("make docker"), False),
        (job("./executor"), False),
        (job("make", head="services: [postgres:18]"), False),
    ],
)
def test_a_job_uses_docker(text, expected):
    assert uses_docker(source(text).jobs[0]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (job("docker build .", head="services: [docker:29-dind]"), True),
        (job("docker build .", "dockerd"), True),
        (job("buildah bud .", head="image: quay.io/buildah/stable"), True),
        (job("/kaniko/executor -d x"), True),
        (job("docker build .", head="image: docker:29"), False),
        (job("buildah bud ."), False),
        (job('ssh h "docker build ."', head="services: [docker:29-dind]"), False),
    ],
)
def test_an_engine_begins_empty(text, expected):
    assert begins_empty(source(text).builds[0].call) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (job("docker buildx build ."), True),
        (job("docker build .", head="image: docker:23"), True),
        (job("docker build .", head="image: docker"), True),
        (job("docker build .", head="image: alpine:3\nservices: [docker:29-dind]"), True),
        (job("DOCKER_BUILDKIT=1 docker build .", head="image: docker:20"), True),
        (job("docker build .", head="image: docker:20\nvariables: {DOCKER_BUILDKIT: true}"), True),
        (job("docker build .", head="image: docker:20.10.7"), False),
        (job("docker build .", head="image: docker:29\nvariables: {DOCKER_BUILDKIT: 0}"), False),
        (job("buildah bud ."), False),
        (job("/kaniko/executor -d x"), False),
        (job("docker build ."), None),
        (job("docker build .", head="image: docker:$VERSION"), None),
    ],
)
def test_a_build_runs_in_buildkit(text, expected):
    assert is_buildkit(source(text).builds[0]) is expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("{name: 'docker:29-dind'}", True),
        ("{name: 'docker:dind'}", True),
        ("{name: 'docker:29-dind', command: ['--mtu=1400']}", True),
        ("{name: 'docker:29-dind', command: ['--tls=false']}", False),
        ("{name: 'docker:29-dind', entrypoint: ['dockerd-entrypoint.sh', '--tls=false']}", False),
        ("{name: 'docker:29-dind', command: [dockerd, '--host=tcp://0.0.0.0:2375']}", False),
        ("{name: 'docker:29-dind', command: [dockerd, '--tlsverify']}", True),
        ("{name: 'docker:29-dind', variables: {DOCKER_TLS_CERTDIR: ''}}", False),
        ("{name: 'docker:18.09-dind'}", False),
        ("{name: 'docker:$VERSION-dind'}", None),
        ("{name: 'mine/dind:1'}", None),
    ],
)
def test_a_service_speaks_tls(service, expected):
    one = source(job("make", head=f"services:\n  - {service}")).jobs[0]
    assert serves_tls(one, next(dind_services(one))) is expected
