"""Compares what each image downloads, per platform, with the target branch."""

from collections.abc import Iterator

from bot.facts import Image, PlatformImage, ReviewFacts
from bot.findings import Finding, SizeFinding, Weight
from bot.repo_config import ImageLimits, RepoConfig, limits_for
from bot.reports import quantities


def check(facts: ReviewFacts) -> Iterator[Finding]:
    """Yield one finding per image and platform."""
    for image in facts.images:
        before = facts.baseline.images.get(image.name)
        if image.unread_because is not None:
            yield SizeFinding(
                weight=Weight.NOTHING,
                image_name=image.name,
                job_name=image.job_name,
                unread_because=image.unread_because,
            )
        for platform in image.platforms:
            yield _compare(facts, image, platform, before.image if before else None)


def _compare(facts: ReviewFacts, image: Image, now: PlatformImage, baseline: Image | None) -> SizeFinding:
    before = _same_platform(now, baseline)
    is_new = baseline is None and facts.baseline.pipeline_id is not None
    budget = _broken_budget(limits_for(facts.config.images, image.name) or ImageLimits(), now, before)
    return SizeFinding(
        weight=Weight.REGRESSION if budget else _weight(facts.config, now, before, is_new=is_new),
        image_name=image.name,
        job_name=image.job_name,
        platform=now.platform,
        now=now,
        before=before,
        is_new=is_new,
        broken_budget=budget,
        cause=_cause(now, before, facts.config) if before else None,
    )


def _same_platform(now: PlatformImage, baseline: Image | None) -> PlatformImage | None:
    platforms = baseline.platforms if baseline else ()
    return next((one for one in platforms if one.platform == now.platform), None)


def _weight(config: RepoConfig, now: PlatformImage, before: PlatformImage | None, *, is_new: bool) -> Weight:
    if before is None:
        return Weight.CHANGE if is_new else Weight.NOTHING
    change = now.compressed_bytes - before.compressed_bytes
    if not _passes_floors(config, change, before):
        return Weight.NOTHING
    return Weight.REGRESSION if change > 0 else Weight.IMPROVEMENT


def _passes_floors(config: RepoConfig, change: int, before: PlatformImage) -> bool:
    is_large = abs(change) >= config.growth_size
    return is_large and abs(change) * 100 >= config.growth_percent * before.compressed_bytes


def _broken_budget(limits: ImageLimits, now: PlatformImage, before: PlatformImage | None) -> str | None:
    if limits.max_size is not None and now.compressed_bytes > limits.max_size:
        return f"max-size {quantities.size(limits.max_size)}"
    if limits.max_growth is None or before is None:
        return None
    change, allowed = now.compressed_bytes - before.compressed_bytes, limits.max_growth
    if allowed.size_bytes is not None and change > allowed.size_bytes:
        return f"max-growth {quantities.size(allowed.size_bytes)}"
    if allowed.percent is not None and change * 100 > allowed.percent * before.compressed_bytes:
        return f"max-growth {quantities.percent(allowed.percent)}"
    return None


def _cause(now: PlatformImage, before: PlatformImage, config: RepoConfig) -> str | None:
    """Say which layers made the difference; equal digests are equal bytes."""
    change = now.compressed_bytes - before.compressed_bytes
    if not _passes_floors(config, change, before):
        return None
    known = {layer.digest for layer in before.layers}
    new = [layer for layer in now.layers if layer.digest not in known]
    gone = {layer.digest for layer in before.layers} - {layer.digest for layer in now.layers}
    same = len(now.layers) - len(new)
    if change > 0 and new:
        biggest = quantities.size(max(layer.size_bytes for layer in new))
        what = f"one new layer of {biggest}" if len(new) == 1 else f"{len(new)} new layers, the biggest {biggest}"
    else:
        lost = sum(layer.size_bytes for layer in before.layers if layer.digest in gone)
        what = f"{len(gone)} layers with {quantities.size(lost)} are gone"
    return f"{quantities.size_change(change)}: {what}; {same} of {len(now.layers)} layers are the same."
