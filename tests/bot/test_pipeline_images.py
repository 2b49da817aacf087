"""Which images a pipeline makes: several jobs, builders, registries and platforms, by log, CI file and declaration."""

import json
import re

import pytest

from bot.files.ci_file import read_ci_file
from bot.image_names import Origin
from bot.pipeline_images import JobRun, Told, pipeline_images, registry_image
from bot.predefined_variables import Surroundings
from bot.traces.reading import read_trace
from tests.shared_material import shared

SHA = "0123456789abcdef0123456789abcdef01234567"
ROOT = "registry.example.com/acme/shop"
AROUND = Surroundings("acme/shop", 7, 4711, SHA, "fix-it", merge_request_iid=12, registry_image=ROOT)
ORIGIN = Origin(("acme/shop",), (SHA,), ("fix-it", "main"), (4711, 12))
DIGEST = f"sha256:{'a' * 64}"
OTHER = f"sha256:{'b' * 64}"


def classic(name, tag, digest=DIGEST):
    return f"The push refers to repository [{name}]\n{tag}: digest: {digest} size: 1234\n"


def buildkit(reference, digest=DIGEST):
    return (
        f"#1 [internal] load build definition from Dockerfile\n#9 pushing manifest for {reference}@{digest} 0.1s done\n"
    )


def buildah(reference):
    return (
        f"$ buildah bud -t $IMAGE .\nSTEP 1/1: FROM alpine:3.20\nCOMMIT {reference}\n"
        f"Successfully tagged {reference}\n$ buildah push $IMAGE\nCopying blob sha256:0a\n"
        "Writing manifest to image destination\n"
    )


def made(ci, logs, declared=None, around=AROUND):
    runs = [
        JobRun(name, around, read_trace([text.encode()]) if text is not None else None) for name, text in logs.items()
    ]
    return pipeline_images(runs, read_ci_file(ci), ORIGIN, declared)


def short(ci, logs, declared=None, around=AROUND):
    found = made(ci, logs, declared, around).images
    return [(one.name, one.references, one.digest is not None, one.told_by.value) for one in found]


@pytest.mark.parametrize(
    ("script", "log", "found"),
    [
        # By the log, whatever the CI file says.
        ("docker push x", classic(f"{ROOT}/api", "main"), [("api", (f"{ROOT}/api:main",), True, "log")]),
        ("./release.sh", buildkit(f"{ROOT}/api:1"), [("api", (f"{ROOT}/api:1",), True, "log")]),
        ("x", classic("other.example.com/team/api", "1"), [
            ("other.example.com/team/api", ("other.example.com/team/api:1",), True, "log"),
        ]),
        ("x", classic(f"{ROOT}/api", "1") + classic(f"{ROOT}/web", "1", OTHER), [
            ("api", (f"{ROOT}/api:1",), True, "log"), ("web", (f"{ROOT}/web:1",), True, "log"),
        ]),
        ("x", classic(ROOT, SHA[:8]) + classic(ROOT, "latest"), [
            ("shop", (f"{ROOT}:{SHA[:8]}", f"{ROOT}:latest"), True, "log"),
        ]),
        ("x", classic(ROOT, SHA[:8]) + classic(ROOT, f"{SHA[:8]}-debug", OTHER), [
            ("shop", (f"{ROOT}:{SHA[:8]}",), True, "log"), ("shop (debug)", (f"{ROOT}:{SHA[:8]}-debug",), True, "log"),
        ]),
        ("x", "nothing\n", []),
        # By the names in the log of what the script pushes silently.
        ("buildah push $IMAGE", buildah(f"{ROOT}/api:{SHA[:8]}"), [
            ("api", (f"{ROOT}/api:01234567",), False, "ci_file"),
        ]),
        ("buildah push $SECRET/api:$TAG", buildah(f"{ROOT}/api:1"), [("api", (f"{ROOT}/api:1",), False, "ci_file")]),
        ("x", buildah(f"{ROOT}/api:1"), []),
        # By the CI file, where the log is silent or gone.
        ("docker push -q $IMAGE", "$ docker push -q $IMAGE\n", [("api", (f"{ROOT}/api:01234567",), False, "ci_file")]),
        ("docker push $IMAGE", None, [("api", (f"{ROOT}/api:01234567",), False, "ci_file")]),
        ("docker push $CI_REGISTRY_IMAGE", None, [("shop", (f"{ROOT}:latest",), False, "ci_file")]),
        ("docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_REF_SLUG", None, [
            ("shop", (f"{ROOT}:fix-it",), False, "ci_file"),
        ]),
        ("docker push $CI_REGISTRY_IMAGE:${CI_COMMIT_TAG:-dev}", None, [("shop", (f"{ROOT}:dev",), False, "ci_file")]),
        ("docker buildx build --push -t $IMAGE -t $CI_REGISTRY_IMAGE/api:latest .", None, [
            ("api", (f"{ROOT}/api:01234567", f"{ROOT}/api:latest"), False, "ci_file"),
        ]),
        ("/kaniko/executor --destination $IMAGE", None, [("api", (f"{ROOT}/api:01234567",), False, "ci_file")]),
        ("/kaniko/executor --no-push --destination $IMAGE", None, []),
        ("docker build -t $IMAGE .", None, []),
        ("docker pull $IMAGE", None, []),
        ("docker push $IMAGE", "$ docker push $IMAGE\n", []),
        ("if x; then docker push -q $IMAGE; fi", "$ x\n", []),
        ("if x; then docker push $IMAGE; fi", None, [("api", (f"{ROOT}/api:01234567",), False, "ci_file")]),
        ("for s in api web; do docker push $CI_REGISTRY_IMAGE/$s:1; done", None, [
            ("api", (f"{ROOT}/api:1",), False, "ci_file"), ("web", (f"{ROOT}/web:1",), False, "ci_file"),
        ]),
        ("skopeo copy docker://$IMAGE docker://mirror.example.com/api:1", None, [
            ("mirror.example.com/api", ("mirror.example.com/api:1",), False, "ci_file"),
        ]),
    ],
)  # fmt: skip
def test_an_image_is_found(script, log, found):
    ci = "variables: {IMAGE: $CI_REGISTRY_IMAGE/api:$CI_COMMIT_SHORT_SHA}\n" + f"job:\n  script:\n    - '{script}'\n"
    assert short(ci, {"job": log}) == found


def test_names_that_a_build_or_a_tag_joins_are_one_image():
    ci = (
        "job:\n  script:\n    - docker build -t app .\n    - docker tag app $CI_REGISTRY_IMAGE:a\n"
        "    - docker tag app $CI_REGISTRY_IMAGE:b\n    - docker push $CI_REGISTRY_IMAGE:a\n"
        "    - docker push $CI_REGISTRY_IMAGE:b\n    - docker push $CI_REGISTRY_IMAGE:c\n"
    )
    found = made(ci, {"job": None}).images
    assert [one.tags for one in found] == [("a", "b"), ("c",)]


@pytest.mark.parametrize("log", [None, buildkit(f"{ROOT}:1")])
def test_platforms_are_those_that_the_build_asks_for(log):
    ci = "job:\n  script: docker buildx build --platform linux/amd64,linux/arm64 --push -t $CI_REGISTRY_IMAGE:1 ."
    (image,) = made(ci, {"job": log}).images
    assert image.platforms == ("linux/amd64", "linux/arm64")


@pytest.mark.parametrize(
    ("names", "repositories"),
    [
        (["make: [api]", "make: [web]"], ["acme/shop/api", "acme/shop/web"]),
        (["make: [web]"], ["acme/shop/web"]),
        (["make"], ["acme/shop/api", "acme/shop/web"]),
    ],
)
def test_each_job_of_a_matrix_makes_its_own_image(names, repositories):
    ci = (
        "make:\n  parallel: {matrix: [{APP: [api, web]}]}\n"
        "  script: docker push $CI_REGISTRY_IMAGE/$APP:$CI_COMMIT_SHA\n"
    )
    found = made(ci, dict.fromkeys(names)).images
    assert [one.repository for one in found] == repositories


def test_of_one_job_at_most_a_hundred_images_are_told():
    pushes = "".join(f"    - docker push $CI_REGISTRY_IMAGE/part-{number}:1\n" for number in range(150))
    assert len(made(f"job:\n  script:\n{pushes}", {"job": None}).images) == 100


def test_an_image_that_a_later_job_pushes_on_is_told_once():
    log = classic(f"{ROOT}/api", "1")
    assert [one.job_name for one in made("x: {}", {"build": log, "release": log}).images] == ["build"]


@pytest.mark.parametrize(
    ("script", "log", "unknown"),
    [
        ("docker push $CI_REGISTRY_IMAGE:$(cat VERSION)", None, (f"{ROOT}:$(cat VERSION)",)),
        ("docker push $SECRET_HOST/api:1", None, ("${SECRET_HOST}/api:1",)),
        ("podman push $SECRET_HOST/api:1", "$ x\n", ("${SECRET_HOST}/api:1",)),
        ("docker push $SECRET_HOST/api:1", "$ x\n", ()),
        ("docker push $SECRET_HOST/api:1", classic(f"{ROOT}/api", "1"), ()),
        ("if x; then docker push $SECRET_HOST/api:1; fi", None, ()),
        ("docker push $CI_REGISTRY_IMAGE:1", None, ()),
    ],
)
def test_what_nothing_explains_is_told(script, log, unknown):
    assert made(f"job:\n  script: '{script}'\n", {"job": log}).unknown == unknown


@pytest.mark.parametrize("name", ["c024", "c027", "g007", "g010", "g019", "g022", "g400", "g409", "g412"])
def test_what_buildah_and_podman_push_in_real_logs_is_found(name):
    text = shared(f"corpus/logs/{name}.log").read_bytes().decode(errors="replace")
    labels = json.loads(shared("corpus/labels.json").read_text())
    told = next(label["image_refs"] for label in labels if label["file"] == f"logs/{name}.log")
    pushed = re.search(r"\$ (?:buildah|podman) push [^\s\x1b]+", text)
    sha = told[0].rpartition(":")[2]
    around = Surroundings("acme/shop", 7, 4711, sha, "fix-it")
    (image,) = made(f"job:\n  script: '{pushed[0][2:]}'\n", {"job": text}, around=around).images
    assert image.references[0] in told
    assert image.registry == "registry.example.com:5050"


def test_without_knowing_the_registry_the_log_explains_the_names():
    around = Surroundings("acme/shop", 7, 4711, SHA, "fix-it")
    ci = "job:\n  script: [buildah bud -t $CI_REGISTRY_IMAGE:1 ., buildah push $CI_REGISTRY_IMAGE:1]\n"
    assert short(ci, {"job": buildah(f"{ROOT}:1")}, around=around) == [("shop", (f"{ROOT}:1",), False, "ci_file")]
    assert made(ci, {"job": None}, around=around).unknown == ("${CI_REGISTRY_IMAGE}:1",)


@pytest.mark.parametrize(
    ("declared", "found", "unknown"),
    [
        ({}, [("api", "log")], ()),
        ({"backend": "$CI_REGISTRY_IMAGE/api:*"}, [("backend", "log")], ()),
        ({"backend": "$CI_REGISTRY_IMAGE/api"}, [("backend", "log")], ()),
        ({"backend": "*/api:1"}, [("backend", "log")], ()),
        ({"web": "$CI_REGISTRY_IMAGE/web:$CI_COMMIT_SHA"}, [("api", "log"), ("web", "declared")], ()),
        ({"web": "$CI_REGISTRY_IMAGE/web"}, [("api", "log"), ("web", "declared")], ()),
        ({"web": "$CI_REGISTRY_IMAGE/web:*"}, [("api", "log")], (f"{ROOT}/web:*",)),
        ({"web": "$NOBODY/web:1"}, [("api", "log")], ("${NOBODY}/web:1",)),
    ],
)
def test_a_declared_image_has_its_name_and_is_looked_for_without_a_log(declared, found, unknown):
    result = made("x: {}", {"job": classic(f"{ROOT}/api", "1")}, declared)
    assert [(one.name, one.told_by.value) for one in result.images] == found
    assert result.unknown == unknown


@pytest.mark.parametrize(
    ("log", "found"),
    [
        (classic(f"{ROOT}/api", "1"), ROOT),
        (classic(ROOT, "1"), ROOT),
        (buildah(f"{ROOT}:1"), ROOT),
        (classic("other.example.com/team/api", "1"), ""),
        (classic("registry.example.com/acme/shopping", "1"), ""),
        ("$ x\n", ""),
    ],
)
def test_where_a_projects_images_lie_is_known_by_any_of_its_logs(log, found):
    assert registry_image([read_trace([log.encode()])], "Acme/Shop") == found


def test_what_is_declared_belongs_to_no_job():
    (image,) = made("x: {}", {"job": "$ x\n"}, {"web": "other.example.com/web:1"}).images
    assert (image.job_name, image.registry, image.tags, image.told_by) == (
        "",
        "other.example.com",
        ("1",),
        Told.DECLARED,
    )
