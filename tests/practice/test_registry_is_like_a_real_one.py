"""The practice registry answers as the real one (CNCF distribution) does, request by request."""

import hashlib
import json
import os
import shutil
import subprocess
import uuid
from contextlib import ExitStack

import pytest
import requests

from tests.fakes.registry import DOCKER_LIST, OCI, OCI_INDEX, SCHEMA2, Layer, PracticeRegistry
from tests.stories.engine import NoEngineError, real_registry

pytestmark = pytest.mark.engine

LAYERS = [Layer(300, "base", is_exact=True), Layer(41, "app", is_exact=True)]
TAGS = ("image", "oci", "list", "index", "armlist")
ACCEPTS = {
    "nothing": "",
    "anything": "*/*",
    "json": "application/json",
    "schema2": SCHEMA2,
    "list": DOCKER_LIST,
    "schema2 and list": f"{SCHEMA2}, {DOCKER_LIST}",
    "oci": OCI,
    "index": OCI_INDEX,
    "both oci": f"{OCI_INDEX}; q=0.9, {OCI}",
    "all": f"{SCHEMA2}, {DOCKER_LIST}, {OCI}, {OCI_INDEX}",
}
HEADERS = ("Content-Type", "Docker-Content-Digest", "Etag", "Docker-Distribution-Api-Version", "Content-Length")
OF_BLOBS = (*HEADERS, "Accept-Ranges", "Content-Range", "Cache-Control")
SCHEMA1 = "manifest.v1+prettyjws"


class Pair:
    """The same images in a practice registry and in a real one."""

    def __init__(self, practice, real):
        self.practice, self.real = practice, real
        self.name = f"practice/pair-{uuid.uuid4().hex[:8]}"
        self.digests = self._fill()
        for tag in TAGS:
            self.copy(tag)

    def _fill(self):
        push, name = self.practice.push, self.name
        image = push(name, tag="image", layers=LAYERS)
        oci = push(name, tag="oci", layers=LAYERS, mediatype="oci")
        arm = push(name, tag="arm", layers=LAYERS[:1], platform="linux/arm64")
        lists = {"list": {"linux/arm64": arm, "linux/amd64": image}, "armlist": {"linux/arm64": arm}}
        found = {"image": image, "oci": oci, "arm": arm}
        for tag, platforms in lists.items():
            found[tag] = self.practice.push_index(name, tag=tag, platforms=platforms, mediatype="list")
        found["index"] = self.practice.push_index(name, tag="index", platforms={"linux/amd64": oci})
        return found

    def copy(self, tag):
        """Copy a tag of the practice registry to the real one."""
        body, kind = self._read(f"manifests/{tag}")
        for row in json.loads(body).get("manifests", []):
            inner, inner_kind = self._read(f"manifests/{row['digest']}")
            self._put_image(row["digest"], inner, inner_kind)
        self._put_image(tag, body, kind)

    def _read(self, path):
        address = f"http://{self.practice.host}/v2/{self.name}/{path}"
        answer = requests.get(address, headers={"Accept": ACCEPTS["all"]}, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.content, answer.headers["Content-Type"]

    def _put_image(self, reference, body, kind):
        manifest = json.loads(body)
        for part in (manifest.get("config"), *manifest.get("layers", [])) if "config" in manifest else ():
            self._put_blob(part)
        address = f"http://{self.real}/v2/{self.name}/manifests/{reference}"
        answer = requests.put(address, data=body, headers={"Content-Type": kind}, timeout=10)
        assert answer.status_code == 201, answer.text

    def _put_blob(self, part):
        content = self._read(f"blobs/{part['digest']}")[0]
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == part["digest"]
        begun = requests.post(f"http://{self.real}/v2/{self.name}/blobs/uploads/", timeout=10)
        where = begun.headers["Location"]
        mark = "&" if "?" in where else "?"
        done = requests.put(f"{where}{mark}digest={part['digest']}", data=content, timeout=10)
        assert done.status_code == 201, done.text

    def ask(self, path, *, method="GET", **headers):
        """Ask both; return the answers of the practice registry and of the real one."""
        answers = []
        for host in (self.practice.host, self.real):
            request = requests.Request(method, f"http://{host}{path.format(name=self.name, **self.digests)}")
            prepared = request.prepare()
            prepared.headers.update({"Accept-Encoding": "identity", **headers})
            with requests.Session() as session:
                answers.append(session.send(prepared, timeout=10, allow_redirects=False))
        return answers


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    with ExitStack() as stack:
        try:
            real = stack.enter_context(real_registry(os.environ, tmp_path_factory.mktemp("registry")))
        except NoEngineError as error:
            pytest.skip(str(error))
        practice = stack.enter_context(PracticeRegistry())
        practice.tokens.is_required = False
        yield Pair(practice, real)


def told(answer, names=HEADERS):
    """Return what clients see; a signed manifest of 2015 differs in its signature, so only its kind is compared."""
    headers = {name: answer.headers.get(name) for name in names}
    if SCHEMA1 in (headers["Content-Type"] or ""):
        headers = {"Content-Type": headers["Content-Type"]}
    return answer.status_code, headers


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("reference", [*TAGS, *(f"{{{tag}}}" for tag in TAGS)])
def test_manifests_by_what_a_client_accepts(pair, reference, accept):
    headers = {"Accept": ACCEPTS[accept]} if ACCEPTS[accept] else {}
    ours, real = pair.ask(f"/v2/{{name}}/manifests/{reference}", **headers)
    assert told(ours) == told(real)
    if SCHEMA1 in real.headers["Content-Type"]:
        assert ours.json()["fsLayers"] == real.json()["fsLayers"]
        assert (ours.json()["name"], ours.json()["tag"]) == (real.json()["name"], real.json()["tag"])
    else:
        assert ours.content == real.content


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("HEAD", "/v2/{name}/manifests/image"),
        ("HEAD", "/v2/{name}/manifests/no"),
        ("GET", "/v2/{name}/manifests/no"),
        ("GET", "/v2/{name}/manifests/sha256:" + "0" * 64),
        ("GET", "/v2/practice/nobody-has-it/manifests/no"),
        ("GET", "/v2/practice/nobody-has-it/tags/list"),
        ("GET", "/v2/UPPER/manifests/image"),
        ("GET", "/v2/{name}/manifests/bad*tag"),
        ("GET", "/v2/{name}/blobs/sha256:short"),
        ("GET", "/v2/{name}/blobs/sha256:" + "0" * 64),
        ("HEAD", "/v2/{name}/blobs/sha256:" + "0" * 64),
        ("GET", "/v2/"),
        ("HEAD", "/v2/"),
        ("GET", "/v2"),
        ("GET", "/v1/"),
        ("POST", "/v2/{name}/manifests/image"),
        ("POST", "/v2/{name}/tags/list"),
    ],
)
def test_other_requests(pair, method, path):
    ours, real = pair.ask(path, method=method, Accept=SCHEMA2)
    assert ours.status_code == real.status_code
    names = ("Content-Type", "Allow", "Location", "Docker-Distribution-Api-Version")
    if real.status_code != 301:
        assert told(ours, names) == told(real, names)
    if real.headers.get("Content-Type", "").startswith("application/json") and method == "GET":
        assert ours.json() == real.json()


@pytest.mark.parametrize("given", [None, "bytes=10-19", "bytes=290-", "bytes=-5", "bytes=0-9999", "bytes=0-0"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_blobs_whole_and_in_part(pair, method, given):
    digest = LAYERS[0].digest
    headers = {"Range": given} if given else {}
    ours, real = pair.ask(f"/v2/{{name}}/blobs/{digest}", method=method, **headers)
    assert told(ours, OF_BLOBS) == told(real, OF_BLOBS)
    assert ours.content == real.content


def test_a_manifest_that_a_client_has_already(pair):
    for answer in pair.ask(
        "/v2/{name}/manifests/image", Accept=SCHEMA2, **{"If-None-Match": f'"{pair.digests["image"]}"'}
    ):
        assert (answer.status_code, answer.content) == (304, b"")


def test_the_same_tags(pair):
    pair.practice.delete(pair.name, "arm")
    ours, real = pair.ask("/v2/{name}/tags/list")
    assert ours.status_code == real.status_code == 200
    assert ours.json()["tags"] == sorted(real.json()["tags"])


def test_a_manifest_that_is_deleted_by_its_digest_takes_every_tag_of_it(pair):
    for tag in ("gone", "gone-too"):
        digest = pair.practice.push(pair.name, tag=tag, layers=[Layer(77, "gone", is_exact=True)])
        pair.copy(tag)
    for expected in (202, 404):
        ours, real = pair.ask(f"/v2/{{name}}/manifests/{digest}", method="DELETE")
        assert (ours.status_code, real.status_code) == (expected, expected)
    for tag in ("gone", "gone-too"):
        ours, real = pair.ask(f"/v2/{{name}}/manifests/{tag}", Accept=SCHEMA2)
        assert (ours.status_code, real.status_code) == (404, 404)


def test_skopeo_asks_for_a_token_and_copies_an_image_whose_bytes_it_checks(tmp_path):
    program = shutil.which("skopeo")
    if program is None:
        pytest.skip("skopeo is not installed")
    with PracticeRegistry() as practice:
        practice.push("acme/api", tag="1", layers=LAYERS)
        source = ["--src-tls-verify=false", "--src-creds=me:mine", f"docker://{practice.host}/acme/api:1"]
        words = [program, "copy", "--quiet", *source, f"dir:{tmp_path}"]
        subprocess.run(words, check=True, timeout=60, capture_output=True)
        assert "GET /token" in practice.requests
    for layer in LAYERS:
        assert (tmp_path / layer.digest.removeprefix("sha256:")).stat().st_size == layer.size
