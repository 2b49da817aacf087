"""A Docker engine, read only: what it knows of an image, and the image as a stream of `docker save`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import docker
from docker.errors import DockerException, ImageNotFound
from requests import RequestException

from bot.errors import OutsideError, UserError

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True)
class EngineStep:
    """A row of `docker history`, oldest first; `size_bytes` is unpacked."""

    created_by: str
    comment: str
    size_bytes: int


@dataclass(frozen=True)
class EngineImage:
    """What an engine knows of an image; `size_bytes` is unpacked, `diff_ids` the digests of its layers' archives."""

    platform: str
    size_bytes: int
    diff_ids: tuple[str, ...]
    steps: tuple[EngineStep, ...]


class Engine:
    """Asks the engine that DOCKER_HOST names, else the one of this machine."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        with _in_words():
            self._client = docker.from_env(environment=dict(environ))

    def image(self, name: str) -> EngineImage:
        """Return what is known of an image; raise UserError when there is none of that name."""
        with _in_words():
            image = self._client.images.get(name)
            rows = image.history()
        attributes = image.attrs
        parts = (attributes.get("Os"), attributes.get("Architecture"), attributes.get("Variant"))
        return EngineImage(
            platform="/".join(str(part) for part in parts if part),
            size_bytes=int(attributes["Size"]),
            diff_ids=tuple(attributes.get("RootFS", {}).get("Layers") or ()),
            steps=tuple(EngineStep(row["CreatedBy"], row["Comment"] or "", int(row["Size"])) for row in reversed(rows)),
        )

    def save(self, name: str) -> Iterator[bytes]:
        """Yield the archive of an image as it comes."""
        with _in_words():
            yield from self._client.images.get(name).save(chunk_size=CHUNK_BYTES)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ImageNotFound as error:
        raise UserError(f"the engine has no such image: {error.explanation}") from None
    except (DockerException, RequestException) as error:
        raise OutsideError(f"the Docker engine does not answer: {error}") from error
