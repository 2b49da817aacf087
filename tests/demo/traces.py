"""Job logs as a runner writes them around `docker build` and `docker push`, for the sample project."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

CLEAR_LINE = "\x1b[0K"
GREEN = "\x1b[32;1m"
RESET = "\x1b[0;m"


@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile; `layer_bytes` is 0 when it changes no file."""

    instruction: str
    layer_bytes: int = 0
    is_cached: bool = False
    output: tuple[str, ...] = ()


@dataclass(frozen=True)
class Push:
    """What the job pushed: `repository` with its host, the tag and the digest the registry answered."""

    repository: str
    tag: str
    digest: str


def build_trace(steps: Sequence[Step], *pushes: Push, outcome: str = "Job succeeded") -> bytes:
    """Write the whole log of a job that builds one image and pushes it under every name given."""
    lines = [*_preamble(), *_section("step_script", 'Executing "step_script" stage of the job script')]
    names = [f"{push.repository}:{push.tag}" for push in pushes]
    lines += [_command(f"docker build {' '.join(f'--tag {name}' for name in names)} .")]
    lines += _build(steps, names)
    for push in pushes:
        lines += _push(steps, push)
    lines += [f"{GREEN}{outcome}{RESET}"]
    return "\n".join(lines).encode() + b"\n"


def _preamble() -> list[str]:
    return [
        f"{CLEAR_LINE}Running with gitlab-runner 18.5.0 (bda84871){RESET}",
        f"{CLEAR_LINE}  on docker-small-2 t1_Qs2Kx, system ID: s_4c1f6a0d93b2{RESET}",
        *_section("prepare_executor", 'Preparing the "docker" executor'),
        "Using Docker executor with image docker:28 ...",
        *_section("get_sources", "Getting source from Git repository"),
        "Fetching changes with git depth set to 20...",
    ]


def _section(name: str, title: str) -> list[str]:
    return [
        f"section_start:1772445600:{name}\r{CLEAR_LINE}{GREEN}{title}{RESET}",
        f"section_end:1772445600:{name}\r{CLEAR_LINE}",
    ]


def _command(text: str) -> str:
    return f"{GREEN}$ {text}{RESET}"


def _build(steps: Sequence[Step], names: Sequence[str]) -> list[str]:
    lines = ["Sending build context to Docker daemon  48.13MB"]
    for number, step in enumerate(steps, start=1):
        lines.append(f"Step {number}/{len(steps)} : {step.instruction}")
        if step.is_cached:
            lines.append(" ---> Using cache")
        elif not step.instruction.startswith("FROM"):
            lines.append(f" ---> Running in {_short_id('container', step.instruction)}")
        lines += step.output
        lines.append(f" ---> {_short_id('image', step.instruction)}")
    lines.append(f"Successfully built {_short_id('built', *names)}")
    return lines + [f"Successfully tagged {name}" for name in names]


def _push(steps: Sequence[Step], push: Push) -> list[str]:
    layers = [_short_id("layer", step.instruction) for step in steps if step.layer_bytes]
    return [
        _command(f"docker push {push.repository}:{push.tag}"),
        f"The push refers to repository [{push.repository}]",
        *(f"{layer}: Preparing" for layer in reversed(layers)),
        *(f"{layer}: Pushed" for layer in reversed(layers)),
        f"{push.tag}: digest: {push.digest} size: {740 + 210 * len(layers)}",
    ]


def _short_id(*words: str) -> str:
    return sha256("\n".join(words).encode()).hexdigest()[:12]
