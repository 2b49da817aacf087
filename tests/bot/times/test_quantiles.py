"""The quantiles of Student's t are those that its density gives when it is added up."""

import math

import pytest

from bot.times.quantiles import LEAST_DEGREES, T_95, T_99, quantile

SLICES = 400


def probability(limit, degrees):
    """Return the probability below a limit, by Simpson's rule."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    width = limit / SLICES
    heights = [scale * (1 + (width * place) ** 2 / degrees) ** (-(degrees + 1) / 2) for place in range(SLICES + 1)]
    return 0.5 + width / 3 * (heights[0] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]) + heights[-1])


@pytest.mark.parametrize(("table", "share"), [(T_95, 0.95), (T_99, 0.99)], ids=["95", "99"])
def test_the_table_is_right_to_its_last_place(table, share):
    assert len(table) == 50 - LEAST_DEGREES + 1
    for degrees, limit in enumerate(table, LEAST_DEGREES):
        assert probability(limit - 0.0006, degrees) < share < probability(limit + 0.0006, degrees)


@pytest.mark.parametrize(
    ("degrees", "limit"), [(4, 3.747), (9, 2.821), (19, 2.539), (50, 2.403), (51, 2.403), (900, 2.403)]
)
def test_beyond_the_table_the_last_quantile_holds(degrees, limit):
    assert quantile(T_99, degrees) == limit
