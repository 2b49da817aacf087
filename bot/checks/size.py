"""Compares what each image downloads, per platform, with the target branch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.facts import Image, PlatformImage, ReviewFacts
from bot.files.quantities import Growth
from bot.findings import BrokenBudget, Finding, SizeFinding, Weight
from bot.grown_files import in_words
from bot.image_difference import compare
from bot.image_difference_words import cause, written_for
from bot.repo_config import ImageLimits, RepoConfig, limits_for
from bot.reports import quantities


def check(facts: ReviewFacts) -> Iterator[Finding]:
    """Yield one finding per image and platform."""
    for image in facts.images:
        if image.unread_because is not None:
            yield SizeFinding(
                weight=Weight.NOTHING,
                image_name=image.name,
                job_name=image.job_name,
                reference=image.reference,
                unread_because=image.unread_because,
            )
        for platform in image.platforms:
            yield _compare(facts, image, platform)


def _compare(facts: ReviewFacts, image: Image, now: PlatformImage) -> SizeFinding:
    found = facts.baseline.images.get(image.name)
    baseline = found.image if found else None
    before = _same_platform(now, baseline)
    is_new = baseline is None and facts.baseline.pipeline_id is not None
    limits = limits_for(facts.config.images, image.name) or ImageLimits()
    budget = _broken_budget(limits, now, before)
    is_worse = budget is not None and not budget.is_old
    finding = SizeFinding(
        weight=Weight.REGRESSION if is_worse else _weight(facts.config, limits, now, before, is_new=is_new),
        image_name=image.name,
        job_name=image.job_name,
        reference=image.reference,
        platform=now.platform,
        now=now,
        before=before,
        is_new=is_new,
        no_baseline=_no_baseline(baseline, is_new=is_new),
        broken_budget=budget,
        difference=compare(now.platform, before, now, *written_for(facts, image.job_name)) if before else None,
    )
    return replace(finding, cause=_cause(finding, facts))


def _no_baseline(baseline: Image | None, *, is_new: bool) -> str:
    if is_new:
        return "new"
    if baseline is None:
        return "no baseline"
    return "baseline not read" if baseline.unread_because else "new platform"


def _same_platform(now: PlatformImage, baseline: Image | None) -> PlatformImage | None:
    platforms = baseline.platforms if baseline else ()
    return next((one for one in platforms if one.platform == now.platform), None)


def _weight(
    config: RepoConfig, limits: ImageLimits, now: PlatformImage, before: PlatformImage | None, *, is_new: bool
) -> Weight:
    if before is None:
        return Weight.CHANGE if is_new else Weight.NOTHING
    change = now.compressed_bytes - before.compressed_bytes
    if not _passes_floors(config, limits, change, before):
        return Weight.NOTHING
    return Weight.REGRESSION if change > 0 else Weight.IMPROVEMENT


def _passes_floors(config: RepoConfig, limits: ImageLimits, change: int, before: PlatformImage) -> bool:
    """Tell whether a change is large both in bytes and as a share; an image's own limits go before the project's."""
    least_bytes = config.growth_size if limits.growth_size is None else limits.growth_size
    least_percent = config.growth_percent if limits.growth_percent is None else limits.growth_percent
    return abs(change) >= least_bytes and abs(change) * 100 >= least_percent * before.compressed_bytes


def _broken_budget(limits: ImageLimits, now: PlatformImage, before: PlatformImage | None) -> BrokenBudget | None:
    """Return the limit that is broken; one that the target branch breaks too counts only if no other one is."""
    old = None
    if limits.max_size is not None and now.compressed_bytes > limits.max_size:
        is_old = before is not None and before.compressed_bytes > limits.max_size
        broken = BrokenBudget("max-size", quantities.size(limits.max_size), is_old)
        if not is_old:
            return broken
        old = broken
    return _broken_growth(limits.max_growth, now, before) or old


def _broken_growth(allowed: Growth | None, now: PlatformImage, before: PlatformImage | None) -> BrokenBudget | None:
    if allowed is None or before is None:
        return None
    change = now.compressed_bytes - before.compressed_bytes
    if allowed.size_bytes is not None and change > allowed.size_bytes:
        return BrokenBudget("max-growth", quantities.size(allowed.size_bytes))
    if allowed.percent is not None and change * 100 > allowed.percent * before.compressed_bytes:
        return BrokenBudget("max-growth", quantities.percent(allowed.percent))
    return None


def _cause(finding: SizeFinding, facts: ReviewFacts) -> str | None:
    """Say which layers made the difference, or that nobody knows whether an image is new or only not built there."""
    if finding.weight is Weight.NOTHING:
        return None
    if finding.before is None:
        is_new = "no known build of the target branch has it: it is new, or its job does not run there."
        return is_new if finding.is_new else None
    new = [layer.size_bytes for _, layer in finding.new_layers]
    gone = [layer.size_bytes for _, layer in finding.gone_layers]
    words = ""
    if finding.difference:
        words = cause(finding.difference) + in_words(finding.difference, facts.grown_layers)
    if new:
        instead = f" in place of {_layers(gone, '')}" if gone else ""
        return f"{_layers(new, ' new layer')}{instead}; {_same(finding, len(new))} as before.{words}"
    if gone:
        return f"{_layers(gone, ' layer')} {'is' if len(gone) == 1 else 'are'} gone; the others are as before.{words}"
    return words.strip() or None


def _layers(sizes: Sequence[int], name: str) -> str:
    """Return `one new layer of 193 MiB`, or how many with how much in all and in the largest."""
    total, largest = quantities.size(sum(sizes)), quantities.size(max(sizes))
    if len(sizes) == 1:
        return f"one{name} of {total}"
    return f"{len(sizes)}{f'{name}s' if name else ''} ({total} in all, the largest {largest})"


def _same(finding: SizeFinding, new: int) -> str:
    layers = len(finding.now.layers) if finding.now else 0
    same = layers - new
    return f"{same} of {layers} layers {'is' if same == 1 else 'are'}" if same else "no layer is"
