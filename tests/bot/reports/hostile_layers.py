"""Layers whose files have hostile names."""

from collections.abc import Iterator
from dataclasses import replace

from bot.facts import GrownLayer, ReviewFacts
from bot.grown_files import key_of
from bot.grown_layers import worth_reading
from bot.layers.waste import Kind
from tests.bot.facts_in_words import image, review_facts


def opened(texts: Iterator[str]) -> ReviewFacts:
    """Return facts of layers that were read, or could not be: a name in one is whatever its builder likes."""
    facts = review_facts(image(40, 100, 90), before=[image(40)])
    read, unread_one = (key_of(one.change) for one in worth_reading(facts))
    named = GrownLayer(
        *read,
        paths=((next(texts), 90), (next(texts), 9)),
        waste=((Kind.GIT, next(texts), 8), (Kind.TWICE, next(texts), 7)),
    )
    return replace(facts, grown_layers=(named, GrownLayer(*unread_one, unread_because=next(texts))))
