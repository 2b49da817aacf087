"""Reads the commands that have to do with images: build, pull, push, tag, login, copy; docker's and its likes'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.build_commands import BUILDS, BuildCommand, build_of
from bot.command_words import SHORT, SHORT_OF_LOGIN, Match, match, read_options
from bot.files.shell.wrappers import program_at


class Verb(StrEnum):
    """What is done."""

    BUILD = "build"
    PULL = "pull"
    PUSH = "push"
    TAG = "tag"
    LOGIN = "login"


_CLIENTS = ("docker", "podman", "nerdctl", "buildah")
_FORMS: Mapping[tuple[str, ...], Verb] = {
    **{(client, verb): verb for client in _CLIENTS for verb in (Verb.PULL, Verb.PUSH, Verb.TAG, Verb.LOGIN)},
    **{(client, "image", verb): verb for client in _CLIENTS for verb in (Verb.PULL, Verb.PUSH, Verb.TAG)},
    **{(client, "manifest", "push"): Verb.PUSH for client in _CLIENTS},
    ("docker", "buildx", "imagetools", "create"): Verb.PUSH,
    ("docker", "buildx", "bake"): Verb.BUILD,
    **{(*compose, verb): verb for compose in (("docker", "compose"), ("docker-compose",)) for verb in (
        Verb.BUILD, Verb.PULL, Verb.PUSH,
    )},
    ("skopeo", "copy"): Verb.PUSH,
    ("skopeo", "login"): Verb.LOGIN,
    ("crane", "push"): Verb.PUSH,
    ("crane", "copy"): Verb.PUSH,
    ("crane", "cp"): Verb.PUSH,
    ("crane", "append"): Verb.PUSH,
    ("crane", "auth", "login"): Verb.LOGIN,
    **dict.fromkeys(BUILDS, Verb.BUILD),
}  # fmt: skip
_FORMS_OF = {
    program: tuple((form, verb) for form, verb in _FORMS.items() if form[0].rpartition("/")[2] == program)
    for program in {form[0].rpartition("/")[2] for form in _FORMS}
}
"""The forms by their program, because most words of a script are none of them."""
_TRANSPORTS = ("docker://", "containers-storage:", "docker-daemon:")


@dataclass(frozen=True)
class ImageCommand:
    """One command: `options` are pairs in their order, long names for short ones; `arguments` are the other words.

    `build` is there for a build whose options say what is built; compose and bake keep that in files of their own.
    `form` are the program and its verbs, such as `docker`, `image`, `push`.
    """

    verb: Verb
    form: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = ()
    build: BuildCommand | None = None

    def values(self, name: str) -> tuple[str, ...]:
        """Return all values of an option."""
        return tuple(value for option, value in self.options if option == name)

    @property
    def is_compose(self) -> bool:
        """Tell whether the images are named in a compose file."""
        return "compose" in self.form[0] or self.form[1:2] == ("compose",)

    @property
    def pulled(self) -> tuple[str, ...]:
        """Return the references that are pulled."""
        return self._images(self.arguments) if self.verb is Verb.PULL and not self.is_compose else ()

    @property
    def pushed(self) -> tuple[str, ...]:
        """Return the references that are pushed, by a build too."""
        if self.build is not None:
            return self.build.tags if self.build.is_pushed else ()
        if self.verb is not Verb.PUSH or self.is_compose:
            return ()
        named = (*self.values("--tag"), *self.values("--new_tag"))
        return named or self._images(self.arguments[-1:])

    @property
    def tagged(self) -> tuple[str, tuple[str, ...]] | None:
        """Return the image that gets further names, and these; None for other commands."""
        names = self._images(self.arguments)
        return (names[0], names[1:]) if self.verb is Verb.TAG and len(names) > 1 else None

    def _images(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(_without_transport(word) for word in words)


def read_image_command(words: Sequence[str]) -> ImageCommand | None:
    """Return the image command that the words of one shell command are, None where they are another one."""
    start = program_at(words)
    program = words[start].rpartition("/")[2] if start < len(words) else ""
    for form, verb in _FORMS_OF.get(program, ()):
        found = match(form, words, start)
        if found is not None:
            return _read(form, verb, found, words)
    return None


def _read(form: tuple[str, ...], verb: Verb, found: Match, words: Sequence[str]) -> ImageCommand:
    build = build_of([*form, *words[found.end :]]) if form in BUILDS else None
    if build is not None:
        context = () if build.context is None else (build.context,)
        return ImageCommand(verb, form, build.options, context, build)
    before, _ = read_options(found.between, SHORT)
    options, arguments = read_options(words[found.end :], SHORT_OF_LOGIN if verb is Verb.LOGIN else SHORT)
    return ImageCommand(verb, form, (*before, *options), arguments)


def _without_transport(word: str) -> str:
    return next((word.removeprefix(one) for one in _TRANSPORTS if word.startswith(one)), word)
