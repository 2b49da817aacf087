"""A base image with Python, made of this machine's Debian packages, since nothing can be pulled here."""

import io
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

NAME = "lighterman-test-python:1"
PYTHON = Path(f"/usr/bin/python3.{sys.version_info.minor}")
LIBRARY = Path(f"/usr/lib/python3.{sys.version_info.minor}")
BUSYBOX = Path("/bin/busybox")
WORDS = ("sh", "env", "id")
FOLDERS = ("bin", "lib", "lib64", "usr", "usr/bin", "usr/lib", "usr/share", "etc", "etc/ssl", "etc/ssl/certs")
# Whatever lets pip find its packages on this machine lets it find them in the image too.
ALSO = ("/usr/share/python-wheels", "/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf")
# Compiled wheels expect the runtimes of C and C++ whole: which part of them is loaded differs from wheel to wheel.
USUAL = ("libgcc_s.so.1", "libstdc++.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1", "libutil.so.1")


def missing() -> list[str]:
    """Return what has to be installed first."""
    needed = {PYTHON: "python3-venv", LIBRARY / "ensurepip": "python3-venv", BUSYBOX: "busybox-static"}
    return [package for path, package in needed.items() if not path.exists()]


def archive() -> bytes:
    """Return the files of the image as a tar."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        libraries = _libraries([PYTHON, *LIBRARY.rglob("*.so")])
        for folder in sorted({*FOLDERS, *(str(Path(path).parent).lstrip("/") for path in libraries)}):
            tar.addfile(_entry(folder, tarfile.DIRTYPE, mode=0o755))
        tar.addfile(_entry("tmp", tarfile.DIRTYPE, mode=0o1777))
        for path in (*libraries, str(PYTHON), str(BUSYBOX), *(one for one in ALSO if Path(one).exists())):
            tar.add(Path(path).resolve(), path)
        for word in WORDS:
            tar.addfile(_entry(f"bin/{word}", tarfile.SYMTYPE, target="/bin/busybox"))
        for name in ("python", "python3"):
            tar.addfile(_entry(f"usr/bin/{name}", tarfile.SYMTYPE, target=PYTHON.name))
        tar.add(LIBRARY, str(LIBRARY), filter=_without_ballast)
    return packed.getvalue()


def _libraries(programs: Iterable[Path]) -> list[str]:
    """Return the paths of all shared libraries that programs load, by the names they load them by."""
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    found = {path for name in USUAL for path in re.findall(rf"{re.escape(name)} .*x86-64.* => (\S+)", known)[:1]}
    for program in programs:
        said = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
        found |= set(re.findall(r"(/\S+) \(0x", said))
    return sorted(found)


def _entry(name: str, kind: bytes, *, target: str = "", mode: int = 0o777) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode = kind, target, mode
    return entry


def _without_ballast(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if {"test", "__pycache__"} & set(Path(entry.name).parts) else entry
