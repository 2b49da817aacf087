"""Builds the facts of a review in words, for tables and golden comments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zlib import crc32

from bot import known_failures
from bot.facts import (
    Baseline,
    BaselineImage,
    HistoryEntry,
    Image,
    Job,
    JobLog,
    Layer,
    MergeRequest,
    Pipeline,
    PlatformImage,
    ReviewFacts,
)
from bot.misses import FileChange, SourceFile, Sources
from bot.readings import Diagnosis, Failure, Log
from bot.repo_config import RepoConfig, read_repo_config
from bot.signatures import FailureClass
from bot.traces.model import Trace

MIB = 2**20
FINISHED = datetime(2026, 3, 2, 10, 14, 31, tzinfo=UTC)
STEADY = (100.0, 102.0, 98.0, 101.0, 99.0, 100.0)
NOISY = (100.0, 200.0, 60.0, 150.0, 80.0, 120.0)


def image(
    *sizes_mib: int, name: str = "api", platform: str = "linux/amd64", mark: str = "", job: str = "build"
) -> Image:
    """Return an image whose layers have these sizes; equal sizes and marks are equal layers."""
    return image_of({platform: sizes_mib}, name=name, mark=mark, job=job)


def image_of(platforms: Mapping[str, Sequence[int]], *, name: str = "api", mark: str = "", job: str = "build") -> Image:
    """Return an image of several platforms."""
    found = tuple(
        PlatformImage(platform, "sha256:2", tuple(_layer(size, mark) for size in sizes))
        for platform, sizes in platforms.items()
    )
    return Image(name, job, f"registry.test/acme/{name}:1", "sha256:1", found)


def made_by(*steps: tuple[int, str], name: str = "api", job: str = "build") -> Image:
    """Return an image whose layers have these sizes in MiB and these instructions; size 0 made no layer."""
    history = tuple(HistoryEntry(text, is_empty=not size_mib) for size_mib, text in steps)
    layers = tuple(_layer(size_mib, f"{crc32(text.encode()) % 1000:03}") for size_mib, text in steps if size_mib)
    platform = PlatformImage("linux/amd64", "sha256:2", layers, history)
    return Image(name, job, f"registry.test/acme/{name}:1", "sha256:1", (platform,))


def unread(why: str, name: str = "api", job: str = "build") -> Image:
    """Return an image that could not be read."""
    return Image(name, job, f"registry.test/acme/{name}:1", unread_because=why)


def review_facts(
    *images: Image,
    before: Sequence[Image] = (),
    seconds: float = 100.0,
    history: Sequence[float] = (),
    jobs: Mapping[str, tuple[float, Sequence[float]]] | None = None,
    config: RepoConfig | str | None = None,
    has_baseline: bool = True,
    is_seen_twice: bool = True,
) -> ReviewFacts:
    """Return facts of one pipeline; `jobs` has the seconds of each image job, now and before.

    `is_seen_twice` says that the run of the merge request before this one took as long.
    """
    timed = jobs or {"build": (seconds, history)}
    image_jobs = tuple(Job(7 + place, name, "success", one) for place, (name, (one, _)) in enumerate(timed.items()))
    baseline = Baseline(
        "main",
        wanted_sha="b" * 40,
        pipeline_id=90 if has_baseline else None,
        sha="b" * 40 if has_baseline else None,
        is_exact=has_baseline,
        images={one.name: BaselineImage(one, 90, "b" * 40) for one in before},
        runs=_runs({name: tuple(times) for name, (_, times) in timed.items()}),
    )
    return ReviewFacts(
        merge_request=MergeRequest(1, "acme/api", 5, "opened", "feature", "main", 1, "a" * 40, "b" * 40),
        pipeline=Pipeline(99, 1, "a" * 40, "success", finished_at=FINISHED, jobs=image_jobs),
        image_jobs=image_jobs,
        images=images,
        baseline=baseline,
        config=config_of(config) if isinstance(config, str) else config or RepoConfig(),
        web_url="https://gitlab.test/acme/api",
        earlier=Pipeline(98, 1, "9" * 40, "success", jobs=image_jobs) if is_seen_twice else None,
    )


def with_logs(facts: ReviewFacts, *logs: JobLog, **sources: object) -> ReviewFacts:
    """Return the facts with what the logs of jobs say, and what the repository tells about their builds."""
    return replace(facts, logs=logs, sources=replace(Sources(), **sources))


def built(
    trace: Trace, before: Trace | None = None, *, name: str = "build", number: int = 7, dead_pipelines: int = 0
) -> JobLog:
    """Return the log of a job that succeeded beside that of the baseline."""
    then = Log(before, is_shown=True) if before else None
    job = Job(number, name, "success", 100.0)
    return JobLog(job, Log(trace, is_shown=True), then, "b" * 40 if then else None, dead_pipelines)


def failed(*failures: Failure, name: str = "build", number: int = 8, trace: Trace | None = None) -> JobLog:
    """Return the log of a job that failed."""
    found = Diagnosis(failures[0].failure_class if failures else FailureClass.OTHER, failures)
    return JobLog(Job(number, name, "failed", 30.0), Log(trace or Trace(), found, is_shown=True))


def failure(evidence: str, signature: str = "disk_no_space", line: int = 412) -> Failure:
    """Return a known failure as the line of a log shows it."""
    known = known_failures.known()[signature]
    return Failure(
        failure_class=known.failure_class,
        signature=signature,
        line=line,
        evidence=evidence,
        explanation=known.explanation,
        fix=known.fix(evidence, {}),
        retry_helps=known.retry_helps,
        retry_reason=known.retry_reason,
    )


def file(text: str, path: str = "Dockerfile") -> tuple[SourceFile, ...]:
    """Return the one file that the repository is asked for."""
    return (SourceFile(path, text),)


def change(path: str, *added: str, removed: Sequence[str] = ()) -> FileChange:
    """Return a changed file with its lines."""
    return FileChange(path, added, tuple(removed))


def config_of(text: str) -> RepoConfig:
    """Return the settings of a `.lighterman.yml` without a mistake."""
    found, problems = read_repo_config(text)
    if problems:
        raise ValueError(problems)
    return found


def in_pipeline(facts: ReviewFacts, **changes: object) -> ReviewFacts:
    """Return the facts with another pipeline."""
    return replace(facts, pipeline=replace(facts.pipeline, **changes))


def of_request(facts: ReviewFacts, **changes: object) -> ReviewFacts:
    """Return the facts with another merge request."""
    return replace(facts, merge_request=replace(facts.merge_request, **changes))


def against(facts: ReviewFacts, **changes: object) -> ReviewFacts:
    """Return the facts with another baseline."""
    return replace(facts, baseline=replace(facts.baseline, **changes))


def _runs(histories: Mapping[str, Sequence[float]]) -> tuple[Pipeline, ...]:
    """Return runs of the target branch, the newest first, in which each job took what its history says."""
    return tuple(
        Pipeline(
            90 - place,
            1,
            "b" * 40,
            "success",
            jobs=tuple(
                Job(10 * (90 - place), name, "success", times[place])
                for name, times in histories.items()
                if place < len(times)
            ),
        )
        for place in range(max((len(times) for times in histories.values()), default=0))
    )


def _layer(size_mib: int, mark: str) -> Layer:
    return Layer(f"sha256:{mark}{size_mib:012d}{0:052d}"[:71], size_mib * MIB)
