"""A secret is used by `reveal()` and printed by nothing."""

from dataclasses import dataclass

from bot.secret import Secret


@dataclass(frozen=True)
class Holder:
    """Something that keeps a secret among its fields."""

    token: Secret


def test_no_way_of_printing_shows_a_secret():
    secret = Secret("glpat-hidden")
    for text in (str(secret), repr(secret), f"{secret}", f"{secret!r}", repr(Holder(secret)), str([secret])):
        assert "hidden" not in text


def test_a_secret_reveals_its_text_when_asked():
    assert Secret("glpat-hidden").reveal() == "glpat-hidden"
