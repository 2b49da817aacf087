"""The edits that make a build's cache work: the image it wants is made, pushed and holds cache metadata."""

from bot.files.ci_file import Section
from bot.files.shell import Word
from bot.image_commands import Verb
from bot.lint.builds import Build, build_at
from bot.lint.ci_edits import insert_command, written
from bot.lint.ci_findings import fix_of
from bot.lint.finding import Edit, Fix
from bot.lint.image_flow import CacheSource, writes_inline
from bot.lint.image_matching import PER_RUN, full
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource
from bot.lint.word_edits import Option, changes, options_of

INLINE = "--build-arg BUILDKIT_INLINE_CACHE=1"


def option_of(source: CacheSource) -> Option | None:
    """Return the --cache-from that names a source, None where a loop or a variable hides it."""
    sources = [full(one) for one in source.build.command.cache_sources]
    options = list(options_of(source.build.call.step, "--cache-from"))
    place = sources.index(source.reference) if source.reference in sources else -1
    return options[place] if len(options) == len(sources) and place >= 0 else None


def verb_of(build: Build) -> Word | None:
    """Return the word `build` of a build's command."""
    words = build.call.step.command.words
    return next((word for word in words[1:] if word.text in {"build", "bud"}), None)


def made_and_pushed(source: CiSource, wanted: CacheSource) -> Fix | None:
    """Return the fix after which the image of a cache source is made and pushed."""
    option, verb, step = option_of(wanted), verb_of(wanted.build), wanted.build.call.step
    if option is None or verb is None or wanted.build.command.program != "docker":
        return None
    if source.flow.is_pushed(wanted):
        return _made(source, wanted)
    name, swaps = _name(wanted, option), dict[Word, str]()
    if PER_RUN.search(wanted.reference):
        last = option.words[-1]
        swaps[last] = written(step, last).replace(reference_in(option), name)
    push: list[Edit | None] = []
    if "type=registry" in option.plain and wanted.build.command.is_pushed:
        swaps[verb] = f"{verb.text} --cache-to type=registry,ref={name},mode=max"
    else:
        swaps[verb] = f"{verb.text} --tag {name}"
        push = [] if wanted.build.command.is_pushed else [_push(source, wanted.build, name)]
    edits = changes(source, step, swaps)
    return fix_of("make and push the image of the cache", [*edits, *push]) if edits is not None else None


def described(source: CiSource, wanted: CacheSource) -> Fix | None:
    """Return the fix after which the image of a cache source holds cache metadata."""
    makers = [build for call in source.flow.makers(wanted.reference) if (build := build_at(call)) is not None]
    maker = min(makers, key=lambda build: build.call.line, default=wanted.build)
    verb = verb_of(maker)
    if verb is None or maker.command.program != "docker":
        return None
    added = [] if writes_inline(maker) else [INLINE]
    option = option_of(wanted)
    if not makers and option is not None and source.flow.is_pushed(wanted):
        added.append(f"--tag {reference_in(option)}")
    edits = changes(source, maker.call.step, {verb: " ".join([verb.text, *added])})
    return fix_of("write cache metadata into the image", edits) if edits is not None else None


def _made(source: CiSource, wanted: CacheSource) -> Fix | None:
    """Return the fix that gives an image, which is pushed already, to the build that knows most of it."""
    same = [one for one in source.flow.sources if one.reference == wanted.reference]
    chosen = next((one for one in same if writes_inline(one.build)), wanted)
    option, verb = option_of(chosen), verb_of(chosen.build)
    if option is None or verb is None:
        return None
    edits = changes(source, chosen.build.call.step, {verb: f"{verb.text} --tag {reference_in(option)}"})
    return fix_of("let the build make the image of the cache", edits) if edits is not None else None


def _push(source: CiSource, build: Build, name: str) -> Edit | None:
    """Return the edit that pushes an image behind the last push of the build's job, or behind the build."""
    at = build.call
    is_behind = False
    for call in source.calls_in(build.call.job):
        is_behind = is_behind or call is build.call
        is_push = call.image is not None and call.image.verb is Verb.PUSH and call.step.section is not Section.AFTER
        at = call if is_behind and is_push else at
    return insert_command(source, at.step, f"docker push {name}")


def reference_in(option: Option) -> str:
    """Return the reference as it is written, without quotes and without the fields around it."""
    _, found, rest = option.plain.partition("ref=")
    return rest.partition(",")[0] if found else option.plain


def _name(wanted: CacheSource, option: Option) -> str:
    if not PER_RUN.search(wanted.reference):
        return reference_in(option)
    return f"{parse_reference(wanted.reference).name}:cache"
