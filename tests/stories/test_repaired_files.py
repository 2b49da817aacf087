"""What the linter's fixes make of Dockerfiles builds on a real engine, with both of Docker's builders."""

import io
import json
import os
import subprocess
import tarfile
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.lint.repair import repaired
from tests.bot.lint.projects import project
from tests.shared_material import shared
from tests.stories.engine import BUSYBOX, NoEngineError, real_engine

pytestmark = pytest.mark.engine

DISTRIBUTIONS = Path("/usr/bin/docker")
"""A client of its own download needs a plug-in for BuildKit; that of the distribution does not."""
APK = "#!/bin/sh\nmkdir -p /etc/ssl/certs && echo stub > /etc/ssl/certs/ca-certificates.crt\n"
GO = """#!/bin/sh
test "$1" = build || exit 0
while test "$1" != -o; do shift; done
echo stub > "$2"
"""
WORDS = ("sh", "mkdir", "echo", "test", "cat")


@dataclass(frozen=True)
class Site:
    """A folder to build in, and the names of the base and of the image, which nobody else uses."""

    folder: Path
    docker_host: str
    base: str
    image: str

    def docker(self, *words: str, stdin: bytes = b"", switch: str = "0") -> bytes:
        """Run a command of Docker and return what it prints."""
        program = str(DISTRIBUTIONS if DISTRIBUTIONS.exists() else "docker")
        environment = {"DOCKER_HOST": self.docker_host, "DOCKER_BUILDKIT": switch, "HOME": "/nowhere"}
        done = subprocess.run(
            [program, *words], cwd=self.folder, env=environment, input=stdin, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout

    def write(self, files: dict[str, str]) -> None:
        """Put files into the folder; the Dockerfile gets our base in place of the one that nobody can pull here."""
        for name, text in files.items():
            (self.folder / name).write_text(text.replace("golang:1.20-alpine", self.base))


def tools() -> bytes:
    """Return the files of a base image: a shell, and stand-ins for apk and go."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(BUSYBOX.resolve(), "bin/busybox")
        for word in WORDS:
            link = tarfile.TarInfo(f"bin/{word}")
            link.type, link.linkname = tarfile.SYMTYPE, "/bin/busybox"
            tar.addfile(link)
        for name, text in (("apk", APK), ("go", GO)):
            entry = tarfile.TarInfo(f"bin/{name}")
            entry.mode, entry.size = 0o755, len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


@pytest.fixture
def site(tmp_path):
    name = f"repaired-{uuid.uuid4().hex[:12]}"
    folder = tmp_path / "context"
    folder.mkdir()
    try:
        with real_engine(os.environ, tmp_path) as engine:
            made = Site(folder, engine.docker_host, f"{name}-base:1", f"{name}:1")
            made.docker("import", "--change", "ENV PATH=/bin", "-", made.base, stdin=tools())
            yield made
            made.docker("image", "rm", "--force", made.image, made.base)
    except NoEngineError as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.mark.parametrize("switch", ["0", "1"], ids=["classic", "buildkit"])
def test_the_article_builds_once_all_its_mistakes_are_mended(site, switch):
    found = shared("corpus/seed/with-all-advice")
    after = repaired(project({path.name: path.read_text(encoding="utf-8") for path in found.iterdir()})).after
    site.write({name: after.text_of(name) for name in ("Dockerfile", ".dockerignore")})
    site.write({"go.mod": "module app\n", "go.sum": "", "main.go": "package main\n"})
    site.docker("build", "--network", "none", "--target", "production", "--tag", site.image, ".", switch=switch)
    (image,) = json.loads(site.docker("image", "inspect", site.image))
    assert image["Config"]["Entrypoint"] == ["/app"]


def test_a_secret_reaches_its_command_and_is_not_in_the_image(site):
    secret = uuid.uuid4().hex
    dockerfile = 'FROM golang:1.20-alpine\nARG API_TOKEN\nRUN test -n "$API_TOKEN" && echo done > /done\n'
    text = "a:\n  image: docker:29\n  script:\n    - docker build --build-arg API_TOKEN=$API_TOKEN .\n"
    after = repaired(project({".gitlab-ci.yml": text, "Dockerfile": dockerfile})).after
    assert "--secret id=API_TOKEN,env=API_TOKEN" in after.text_of(".gitlab-ci.yml")
    site.write({"Dockerfile": after.text_of("Dockerfile"), "token": secret})
    words = ("build", "--network", "none", "--secret", "id=API_TOKEN,src=token", "--tag", site.image, ".")
    site.docker(*words, switch="1")
    assert secret.encode() not in site.docker("history", "--no-trunc", site.image)
