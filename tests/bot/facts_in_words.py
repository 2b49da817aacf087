"""Builds the facts of a review in words, for tables and golden comments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.facts import (
    Baseline,
    BaselineImage,
    Image,
    Job,
    Layer,
    MergeRequest,
    Pipeline,
    PlatformImage,
    ReviewFacts,
)
from bot.repo_config import RepoConfig, read_repo_config

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
