"""Which manifest is served for which Accept header, as distribution 2.8 decides it (registry/handlers/manifests.go)."""

from collections.abc import Mapping

from tests.fakes.registry.answers import RefusedError, refused
from tests.fakes.registry.images import DOCKER_LIST, OCI, OCI_INDEX, SCHEMA2, Manifest, as_schema1

REFUSALS = {
    OCI: "OCI manifest found, but accept header does not support OCI manifests",
    OCI_INDEX: "OCI index found, but accept header does not support OCI indexes",
}


def negotiated(
    kept: Manifest, repository: str, reference: str, accept: str, manifests: Mapping[tuple[str, str], Manifest]
) -> Manifest:
    """Return what to serve, or refuse.

    An OCI type that is not named is refused with a 404; `*/*` names none. By digest a Docker type is served as it is,
    because nothing else has that digest. By tag a list is downgraded to its linux/amd64 image, and an image to the
    form of 2015.
    """
    wanted = {part.split(";")[0].strip() for part in accept.split(",")}
    if kept.kind in wanted:
        return kept
    if kept.kind in REFUSALS:
        raise RefusedError(refused(404, "MANIFEST_UNKNOWN", message=REFUSALS[kept.kind]))
    if reference == kept.digest:
        return kept
    found = _default_platform(kept, repository, manifests) if kept.kind == DOCKER_LIST else kept
    return found if SCHEMA2 in wanted else as_schema1(found, repository, reference)


def _default_platform(kept: Manifest, repository: str, manifests: Mapping[tuple[str, str], Manifest]) -> Manifest:
    for row in kept.rows:
        platform = row["platform"]
        if (platform["os"], platform["architecture"]) == ("linux", "amd64"):
            return manifests[repository, row["digest"]]
    raise RefusedError(refused(404, "MANIFEST_UNKNOWN"))
