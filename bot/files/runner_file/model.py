"""What a config.toml of GitLab Runner says; lines and columns count from 1."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DOCKER_EXECUTORS = frozenset({"docker", "docker+machine", "docker-autoscaler", "docker-ssh", "docker-ssh+machine"})
"""Executors that run jobs in containers of a Linux Docker engine."""
SOCKETS = frozenset({"/var/run/docker.sock", "/run/docker.sock", "/var/run", "/run"})
"""Where the host's engine listens, and the folders that hold it."""
CERTIFICATES = frozenset({"/certs/client", "/certs"})


@dataclass(frozen=True)
class Problem:
    """A place that is no TOML, and why; `kept` is how much of the line can be read, `mended` a line that can be."""

    line: int
    column: int
    text: str
    mended: str | None = None


@dataclass(frozen=True)
class Setting:
    """A value with the lines it stands on; `column` is where its key begins."""

    value: object
    line: int
    last_line: int
    column: int


@dataclass(frozen=True)
class Runner:
    """One `[[runners]]`, or a part of one that stands alone; settings by their dotted names below it."""

    line: int
    settings: Mapping[str, Setting] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    """The lines of the table headers below it, by name: `docker`, `cache.s3`."""
    is_whole: bool = True

    def value(self, name: str) -> object:
        """Return a value, None where it is not set."""
        found = self.settings.get(name)
        return found.value if found else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        value = self.value(name)
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

    def is_on(self, name: str) -> bool:
        """Tell whether a switch is on; GitLab Runner's switches are off where they are not set."""
        return self.value(name) is True

    def place(self, *names: str) -> tuple[int, int]:
        """Return line and column of the first setting of these that is there, else of the table it belongs into."""
        for name in names:
            if name in self.settings:
                return self.settings[name].line, self.settings[name].column
        for name in names:
            table = name.rpartition(".")[0]
            if table in self.tables:
                return self.tables[table], 1
        return self.line, 1

    @property
    def name(self) -> str:
        """Return what the runner is called, empty where it has no name."""
        value = self.value("name")
        return value if isinstance(value, str) else ""

    @property
    def executor(self) -> str | None:
        """Return the executor, None where the file does not say it."""
        value = self.value("executor")
        return value if isinstance(value, str) else None

    @property
    def runs_docker(self) -> bool:
        """Tell whether jobs run as containers of a Linux Docker engine; what stands alone is judged by its tables."""
        if self.executor is not None:
            return self.executor in DOCKER_EXECUTORS
        return not self.is_whole and "docker" in self.tables

    @property
    def gives_rights(self) -> bool:
        """Tell whether a service may run privileged."""
        return self.is_on("docker.privileged") or self.is_on("docker.services_privileged")

    @property
    def uses_podman(self) -> bool:
        """Tell whether the engine behind the executor is Podman."""
        host = self.value("docker.host")
        return isinstance(host, str) and "podman" in host

    @property
    def mounts_socket(self) -> bool:
        """Tell whether jobs are given the socket of the host's engine."""
        sources = [volume.partition(":")[0] for volume in self.texts("docker.volumes") if ":" in volume]
        return any(one in SOCKETS or one.endswith(("/docker.sock", "/podman.sock")) for one in sources)

    @property
    def shares_certificates(self) -> bool:
        """Tell whether job and services share the folder of the client's certificates."""
        return any(CERTIFICATES.intersection(volume.split(":")[:2]) for volume in self.texts("docker.volumes"))


@dataclass(frozen=True)
class RunnerFile:
    """A whole file; `problems` name what could not be read, the rest was."""

    settings: Mapping[str, Setting] = field(default_factory=dict)
    runners: tuple[Runner, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def concurrent(self) -> int | None:
        """Return how many jobs may run at once, None where the file does not say it."""
        found = self.settings.get("concurrent")
        value = found.value if found else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None
