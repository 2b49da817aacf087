"""Finds for each image of a pipeline the same one in another pipeline, by name and role and never by its tag."""

from collections.abc import Callable, Hashable, Sequence

from bot.pipeline_images import MadeImage

Key = Callable[[MadeImage], Hashable]


def pair_images(
    ours: Sequence[MadeImage], theirs: Sequence[MadeImage]
) -> tuple[tuple[MadeImage | None, MadeImage | None], ...]:
    """Return pairs in the order of ours, None where the other side has no such image; those of theirs alone come last.

    The repository and what lasts in the tags decide first: a pipeline that pushed only `app:debug` made no `app`. Then
    the name, and last the job, where one image is left of it on both sides: then the image has moved.
    """
    pairs: dict[int, MadeImage] = {}
    left = list(theirs)
    keys: tuple[Key, ...] = (_family_and_role, lambda one: one.name, lambda one: one.job_name)
    for key in keys:
        for place, one in enumerate(ours):
            alike = [other for other in left if key(other) == key(one)]
            rivals = [n for n, mine in enumerate(ours) if n not in pairs and key(mine) == key(one)]
            if place not in pairs and len(alike) == len(rivals) == 1 and key(one):
                pairs[place] = alike[0]
                left.remove(alike[0])
    found = [(one, pairs.get(place)) for place, one in enumerate(ours)]
    return (*found, *((None, one) for one in left))


def _family_and_role(one: MadeImage) -> Hashable:
    return one.family, one.role
