"""Builds the facts of a review in words, for tables."""

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
from bot.repo_config import RepoConfig

MIB = 2**20
FINISHED = datetime(2026, 3, 2, 10, 14, 31, tzinfo=UTC)


def image(*sizes_mib: int, name: str = "api", platform: str = "linux/amd64", mark: str = "") -> Image:
    """Return an image whose layers have these sizes; equal sizes and marks are equal layers."""
    layers = tuple(Layer(f"sha256:{mark}{size:064d}"[:71], size * MIB) for size in sizes_mib)
    reference = f"registry.test/acme/{name}:1"
    return Image(name, "build", reference, "sha256:1", (PlatformImage(platform, "sha256:2", layers),))


def review_facts(
    *images: Image,
    before: tuple[Image, ...] = (),
    seconds: float = 100.0,
    history: tuple[float, ...] = (),
    config: RepoConfig | None = None,
    has_baseline: bool = True,
) -> ReviewFacts:
    """Return facts of one pipeline with one image job."""
    job = Job(7, "build", "success", seconds)
    found = {one.name: BaselineImage(one, 90, "b" * 40) for one in before}
    baseline = Baseline(
        "main",
        wanted_sha="b" * 40,
        pipeline_id=90 if has_baseline else None,
        sha="b" * 40 if has_baseline else None,
        is_exact=has_baseline,
        images=found,
        job_seconds={"build": history},
    )
    return ReviewFacts(
        merge_request=MergeRequest(1, "acme/api", 5, "opened", "feature", "main", 1, "a" * 40, "b" * 40),
        pipeline=Pipeline(99, 1, "a" * 40, "success", finished_at=FINISHED, jobs=(job,)),
        image_jobs=(job,),
        images=images,
        baseline=baseline,
        config=config or RepoConfig(),
        web_url="https://gitlab.test/acme/api",
    )
