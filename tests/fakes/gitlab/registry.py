"""The registry behind the practice GitLab: a real one, or one for practice, asked by its own API."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import requests

TIMEOUT_SECONDS = 10
KINDS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
INDEXES = KINDS[:2]


@dataclass(frozen=True)
class Tag:
    """What a registry tells of a tag; `size` is 0 for an index, as GitLab says with the metadata database."""

    name: str
    digest: str
    size: int
    revision: str
    created_at: datetime | None


class NoSuchTagError(Exception):
    """The registry has no such tag."""


class Registry:
    """One repository of a registry on loopback."""

    def __init__(self, host: str, repository: str) -> None:
        self._base = f"http://{host}/v2/{repository}"
        self._bearer: str | None = None

    def names(self) -> list[str]:
        """Return the names of all tags; a repository that nobody pushed to has none."""
        answer = self._ask("GET", "/tags/list")
        return sorted(answer.json().get("tags") or []) if answer.ok else []

    def digest(self, name: str) -> str:
        """Return the digest of a tag."""
        return self._manifest("HEAD", name).headers["Docker-Content-Digest"]

    def tag(self, name: str) -> Tag:
        """Return a tag with its size, by its manifest."""
        answer = self._manifest("GET", name)
        manifest, digest = answer.json(), answer.headers["Docker-Content-Digest"]
        if answer.headers["Content-Type"] in INDEXES:
            return Tag(name, digest, 0, "", None)
        size = sum(layer["size"] for layer in manifest["layers"])
        return Tag(name, digest, size, str(manifest["config"]["digest"]).partition(":")[2], None)

    def delete(self, name: str) -> None:
        """Delete a tag as GitLab does without the metadata database: by its digest, so that all its names go."""
        answer = self._ask("DELETE", f"/manifests/{self.digest(name)}")
        answer.raise_for_status()

    def _manifest(self, method: str, name: str) -> requests.Response:
        answer = self._ask(method, f"/manifests/{quote(name, safe='')}")
        if answer.status_code == requests.codes.not_found:
            raise NoSuchTagError(name)
        answer.raise_for_status()
        return answer

    def _ask(self, method: str, path: str) -> requests.Response:
        answer = self._send(method, path)
        if answer.status_code == requests.codes.unauthorized:
            self._bearer = self._token(answer.headers["WWW-Authenticate"])
            answer = self._send(method, path)
        return answer

    def _send(self, method: str, path: str) -> requests.Response:
        headers = {"Accept": ", ".join(KINDS)}
        headers |= {"Authorization": f"Bearer {self._bearer}"} if self._bearer else {}
        return requests.request(method, f"{self._base}{path}", headers=headers, timeout=TIMEOUT_SECONDS)

    @staticmethod
    def _token(challenge: str) -> str:
        asked: dict[str, Any] = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        basic = base64.b64encode(b"gitlab:itself").decode()
        query = {"service": asked["service"], "scope": asked["scope"]}
        headers = {"Authorization": f"Basic {basic}"}
        answer = requests.get(asked["realm"], params=query, headers=headers, timeout=TIMEOUT_SECONDS)
        return str(answer.json()["token"])
