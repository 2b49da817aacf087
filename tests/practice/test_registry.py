"""The practice registry: tokens, Accept headers, layers out of nothing, and everything that a registry does wrong."""

import hashlib
import itertools
import json
import tracemalloc

import pytest
import requests

from tests.fakes.registry import DOCKER_LIST, OCI, OCI_INDEX, SCHEMA2, Layer, PracticeRegistry

MIB = 2**20
ALL = f"{SCHEMA2}, {DOCKER_LIST}, {OCI}, {OCI_INDEX}"
LAYERS = [Layer(300, "base", "ADD rootfs.tar /"), Layer(41, "app", "COPY app /")]


@pytest.fixture
def registry():
    with PracticeRegistry() as one:
        one.tokens.is_required = False
        yield one


def ask(registry, path, *, method="GET", accept=ALL, **headers):
    return requests.request(
        method,
        f"http://{registry.host}{path}",
        headers={"Accept": accept, "Accept-Encoding": "identity", **headers},
        allow_redirects=False,
        timeout=10,
    )


def code(answer):
    return answer.json()["errors"][0]["code"]


@pytest.fixture
def guarded(registry):
    registry.tokens.is_required = True
    registry.push("acme/api", tag="1", layers=LAYERS)
    return registry


def token_of(registry, *, scope="repository:acme/api:pull", auth=("any", "glpat-x")):
    return requests.get(f"http://{registry.host}/token", params={"scope": scope}, auth=auth, timeout=5)


def test_a_challenge_names_realm_service_and_scope(guarded):
    answer = ask(guarded, "/v2/acme/api/manifests/1")
    challenge = answer.headers["WWW-Authenticate"]
    realm = f'realm="http://{guarded.host}/token"'
    assert challenge == f'Bearer {realm},service="container_registry",scope="repository:acme/api:pull"'
    assert (answer.status_code, code(answer)) == (401, "UNAUTHORIZED")
    assert answer.json()["errors"][0]["detail"][0]["Name"] == "acme/api"
    assert ask(guarded, "/v2/").status_code == 401


def test_a_token_opens_its_repository_for_five_minutes_and_no_other(guarded):
    guarded.push("acme/other", tag="1", layers=LAYERS)
    bearer = {"Authorization": f"Bearer {token_of(guarded).json()['token']}"}
    assert ask(guarded, "/v2/acme/api/manifests/1", **bearer).status_code == 200
    refused = ask(guarded, "/v2/acme/other/manifests/1", **bearer)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].endswith(',error="invalid_token"')
    guarded.clock.advance(299)
    assert ask(guarded, "/v2/acme/api/manifests/1", **bearer).status_code == 200
    guarded.clock.advance(2)
    assert ask(guarded, "/v2/acme/api/manifests/1", **bearer).status_code == 401


def test_withdrawn_tokens_open_nothing(guarded):
    bearer = {"Authorization": f"Bearer {token_of(guarded).json()['token']}"}
    guarded.tokens.withdraw_all()
    assert ask(guarded, "/v2/acme/api/manifests/1", **bearer).status_code == 401


@pytest.mark.parametrize(
    ("people", "auth", "status"),
    [
        ({}, ("any", "glpat-x"), 200),
        ({}, ("any", ""), 403),
        ({}, None, 403),
        ({"deploy": "right"}, ("deploy", "right"), 200),
        ({"deploy": "right"}, ("deploy", "wrong"), 403),
        ({"deploy": "right"}, ("other", "right"), 403),
    ],
)
def test_the_realm_gives_tokens_to_who_has_a_password(guarded, people, auth, status):
    guarded.tokens.people = people
    answer = token_of(guarded, auth=auth)
    assert answer.status_code == status
    if status == 403:
        assert code(answer) == "DENIED"


def test_a_registry_can_take_basic_authentication_itself(guarded):
    guarded.tokens.takes_basic, guarded.tokens.people = True, {"me": "mine"}
    address = f"http://{guarded.host}/v2/acme/api/manifests/1"
    refused = requests.get(address, auth=("me", "wrong"), timeout=5)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="practice"')
    assert requests.get(address, auth=("me", "mine"), headers={"Accept": ALL}, timeout=5).status_code == 200


@pytest.mark.parametrize("given", ["Basic !", "Basic ====", "Bearer", "Nonsense x", "Basic w4Q="])
def test_nonsense_opens_nothing(guarded, given):
    for takes_basic in (False, True):
        guarded.tokens.takes_basic = takes_basic
        assert ask(guarded, "/v2/acme/api/manifests/1", Authorization=given).status_code == 401
    assert requests.get(f"http://{guarded.host}/token", headers={"Authorization": given}, timeout=5).status_code == 403


def test_a_registry_that_believes_nobody_asks_for_tokens_without_end(guarded):
    guarded.tokens.believes_nobody = True
    bearer = {"Authorization": f"Bearer {token_of(guarded).json()['token']}"}
    assert [ask(guarded, "/v2/acme/api/manifests/1", **bearer).status_code for _ in range(3)] == [401] * 3


def test_a_realm_can_point_anywhere(guarded):
    guarded.tokens.realm = "http://169.254.169.254/latest"
    challenge = ask(guarded, "/v2/acme/api/manifests/1").headers["WWW-Authenticate"]
    assert 'realm="http://169.254.169.254/latest"' in challenge


@pytest.mark.parametrize(("mediatype", "kind"), [("schema2", SCHEMA2), ("oci", OCI)])
def test_an_image_is_found_by_tag_and_digest(registry, mediatype, kind):
    digest = registry.push("acme/api", tag="1", layers=LAYERS, mediatype=mediatype)
    for reference in ("1", digest):
        answer = ask(registry, f"/v2/acme/api/manifests/{reference}")
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Docker-Content-Digest"] == digest
        assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == digest
        head = ask(registry, f"/v2/acme/api/manifests/{reference}", method="HEAD")
        assert (head.content, head.headers["Content-Length"]) == (b"", str(len(answer.content)))
    layers = answer.json()["layers"]
    assert [layer["size"] for layer in layers] == [300, 41]
    assert answer.json()["mediaType"] == kind


def test_a_configuration_tells_platform_and_history(registry):
    digest = registry.push("acme/api", tag="1", layers=LAYERS, platform="linux/arm/v7")
    config = ask(registry, f"/v2/acme/api/manifests/{digest}").json()["config"]
    answer = ask(registry, f"/v2/acme/api/blobs/{config['digest']}")
    assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == config["digest"]
    assert len(answer.content) == config["size"]
    read = answer.json()
    assert (read["os"], read["architecture"], read["variant"]) == ("linux", "arm", "v7")
    steps = [step["created_by"] for step in read["history"] if not step.get("empty_layer")]
    assert steps == ["ADD rootfs.tar /", "COPY app /"]
    assert len(read["rootfs"]["diff_ids"]) == 2


@pytest.mark.parametrize("with_attestations", [True, False])
def test_an_index_lists_its_platforms_and_proofs_that_can_be_read_too(registry, with_attestations):
    one = registry.push("acme/api", tag="a", layers=LAYERS, mediatype="oci")
    two = registry.push("acme/api", tag="b", layers=LAYERS[:1], mediatype="oci", platform="linux/arm64")
    platforms = {"linux/amd64": one, "linux/arm64": two}
    registry.push_index("acme/api", tag="1", platforms=platforms, attestations=with_attestations)
    rows = ask(registry, "/v2/acme/api/manifests/1").json()["manifests"]
    assert [row["digest"] for row in rows[:2]] == [one, two]
    assert len(rows) == (4 if with_attestations else 2)
    for row in rows:
        found = ask(registry, f"/v2/acme/api/manifests/{row['digest']}")
        assert (found.status_code, len(found.content)) == (200, row["size"])
    proofs = [row for row in rows if row["platform"]["os"] == "unknown"]
    assert [row["annotations"]["vnd.docker.reference.digest"] for row in proofs] == [one, two][: len(proofs)]


def test_a_layer_is_the_same_in_every_reading_and_comes_in_parts_too(registry):
    layer = Layer(200_000, "big", is_exact=True)
    registry.push("acme/api", tag="1", layers=[layer])
    whole = ask(registry, f"/v2/acme/api/blobs/{layer.digest}").content
    assert len(whole) == 200_000
    assert f"sha256:{hashlib.sha256(whole).hexdigest()}" == layer.digest
    for given, part in (("bytes=65530-65545", whole[65530:65546]), ("bytes=-7", whole[-7:]), ("bytes=9-", whole[9:])):
        answer = ask(registry, f"/v2/acme/api/blobs/{layer.digest}", Range=given)
        assert (answer.status_code, answer.content) == (206, part)
        assert answer.headers["Content-Range"].endswith("/200000")
    for given in ("bytes=200000-", "bytes=5-3", "bytes=-", "lines=1-2", "bytes=0-1,5-6"):
        refused = ask(registry, f"/v2/acme/api/blobs/{layer.digest}", Range=given)
        assert (refused.status_code, refused.headers["Content-Range"]) == (416, "bytes */200000")


def test_equal_seeds_are_equal_layers_and_others_are_not():
    assert Layer(5, "a").digest == Layer(5, "a", "RUN x").digest
    different = [Layer(5, "a"), Layer(6, "a"), Layer(5, "b"), Layer(5, "a", is_exact=True)]
    assert len({one.digest for one in different}) == 4
    assert len({b"".join(one.content()) for one in different}) == 3


def test_a_layer_of_two_gigabytes_costs_nothing_until_it_is_read_and_little_then(registry):
    layer = Layer(2048 * MIB, "huge")
    tracemalloc.start()
    registry.push("acme/api", tag="1", layers=[layer])
    address = f"http://{registry.host}/v2/acme/api/blobs/{layer.digest}"
    with requests.get(address, stream=True, timeout=10) as answer:
        assert answer.headers["Content-Length"] == str(2048 * MIB)
        read = sum(len(piece) for piece in itertools.islice(answer.iter_content(256 * 1024), 40))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 40 * 256 * 1024
    assert peak < 8 * MIB


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/v2/acme/api/manifests/2", 404, "MANIFEST_UNKNOWN"),
        (f"/v2/acme/api/manifests/sha256:{'0' * 64}", 404, "MANIFEST_UNKNOWN"),
        (f"/v2/acme/api/blobs/sha256:{'0' * 64}", 404, "BLOB_UNKNOWN"),
        ("/v2/acme/api/blobs/sha256:short", 400, "DIGEST_INVALID"),
        ("/v2/acme/no/tags/list", 404, "NAME_UNKNOWN"),
        ("/v2/acme/api/tags/list?n=many", 400, "PAGINATION_NUMBER_INVALID"),
    ],
)
def test_what_is_not_there_is_told_in_the_registrys_words(registry, path, status, said):
    registry.push("acme/api", tag="1", layers=LAYERS)
    answer = ask(registry, path)
    assert (answer.status_code, code(answer)) == (status, said)


def test_a_lost_image_is_gone(registry):
    digest = registry.push("acme/api", tag="1", layers=LAYERS)
    registry.delete("acme/api", digest)
    assert ask(registry, f"/v2/acme/api/manifests/{digest}").status_code == 404
    assert ask(registry, "/v2/acme/api/manifests/1").status_code == 200


def test_tags_come_in_pages(registry):
    for tag in ("b", "a", "d", "c", "e"):
        registry.push("acme/api", tag=tag, layers=LAYERS)
    assert ask(registry, "/v2/acme/api/tags/list").json() == {"name": "acme/api", "tags": ["a", "b", "c", "d", "e"]}
    path, seen = "/v2/acme/api/tags/list?n=2", []
    while path:
        answer = ask(registry, path)
        seen.append(answer.json()["tags"])
        path = answer.links.get("next", {}).get("url")
    assert seen == [["a", "b"], ["c", "d"], ["e"]]


@pytest.mark.parametrize(
    ("status", "said"), [(429, "TOOMANYREQUESTS"), (500, "UNKNOWN"), (503, "UNAVAILABLE"), (403, "DENIED")]
)
def test_a_fault_has_the_body_of_a_registry(registry, status, said):
    registry.push("acme/api", tag="1", layers=LAYERS)
    registry.faults.next(1, status=status, match="/manifests/")
    answer = ask(registry, "/v2/acme/api/manifests/1")
    assert (answer.status_code, code(answer)) == (status, said)
    assert ("Retry-After" in answer.headers) is (status == 429)
    assert ask(registry, "/v2/acme/api/manifests/1").status_code == 200


def test_a_spoilt_manifest_is_not_what_its_digest_says(registry):
    digest = registry.push("acme/api", tag="1", layers=LAYERS)
    registry.spoil(digest)
    answer = ask(registry, f"/v2/acme/api/manifests/{digest}")
    assert answer.headers["Docker-Content-Digest"] == digest
    assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" != digest
    assert json.loads(answer.content)["layers"]


def test_a_body_can_go_on_for_ever(registry):
    registry.serve_endlessly(match="/manifests/")
    with requests.get(f"http://{registry.host}/v2/acme/api/manifests/1", stream=True, timeout=5) as answer:
        read = sum(len(piece) for piece in itertools.islice(answer.iter_content(65_536), 300))
    assert read > 8 * MIB
    assert "Content-Length" not in answer.headers


def test_a_body_can_end_in_the_middle_or_drip_or_not_come_at_all(registry):
    registry.push("acme/api", tag="1", layers=LAYERS)
    registry.faults.truncate(match="/manifests/")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask(registry, "/v2/acme/api/manifests/1")
    registry.faults.reset(match="/manifests/")
    with pytest.raises(requests.ConnectionError):
        ask(registry, "/v2/acme/api/manifests/1")
    registry.faults.slow(0.3, match="/manifests/")
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"http://{registry.host}/v2/acme/api/manifests/1", timeout=0.05)


@pytest.mark.parametrize(("redirects", "followed"), [(0, True), (3, True), (29, True), (10_000, False)])
def test_a_registry_can_send_its_clients_on_and_on(registry, redirects, followed):
    registry.push("acme/api", tag="1", layers=LAYERS)
    registry.redirects = redirects
    address = f"http://{registry.host}/v2/acme/api/manifests/1"
    if followed:
        answer = requests.get(address, headers={"Accept": ALL}, timeout=5)
        assert (answer.status_code, len(answer.history)) == (200, redirects)
    else:
        with pytest.raises(requests.TooManyRedirects):
            requests.get(address, headers={"Accept": ALL}, timeout=5)


def test_a_registry_can_send_its_clients_to_a_foreign_host(registry):
    registry.push("acme/api", tag="1", layers=LAYERS)
    registry.redirects, registry.redirect_host = 1, "evil.test"
    answer = ask(registry, "/v2/acme/api/manifests/1")
    assert (answer.status_code, answer.headers["Location"]) == (307, "http://evil.test/v2/acme/api/manifests/1?hop=1")


def test_what_was_asked_can_be_looked_up(guarded):
    ask(guarded, "/v2/acme/api/manifests/1")
    token = token_of(guarded).json()["token"]
    ask(guarded, "/v2/acme/api/manifests/1", Authorization=f"Bearer {token}")
    assert guarded.requests == ["GET /v2/acme/api/manifests/1", "GET /token", "GET /v2/acme/api/manifests/1"]
    assert [(one.status, one.user) for one in guarded.log] == [(401, None), (200, "Basic"), (200, "Bearer")]


def test_a_request_to_the_registry_can_be_held(registry):
    registry.push("acme/api", tag="1", layers=LAYERS)
    hold = registry.holds.add("GET", "/manifests/")
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"http://{registry.host}/v2/acme/api/manifests/1", timeout=0.1)
    hold.wait_until_held()
    hold.release()
    assert ask(registry, "/v2/acme/api/manifests/1").status_code == 200
