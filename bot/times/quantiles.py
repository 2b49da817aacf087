"""The quantiles of Student's t that limits are drawn by."""

from collections.abc import Sequence

LEAST_DEGREES = 4
"""Those of five runs, below which nothing is judged."""
T_95 = (
    2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.740, 1.734, 1.729,
    1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697, 1.696, 1.694, 1.692, 1.691, 1.690,
    1.688, 1.687, 1.686, 1.685, 1.684, 1.683, 1.682, 1.681, 1.680, 1.679, 1.679, 1.678, 1.677, 1.677, 1.676,
)  # fmt: skip
T_99 = (
    3.747, 3.365, 3.143, 2.998, 2.896, 2.821, 2.764, 2.718, 2.681, 2.650, 2.624, 2.602, 2.583, 2.567, 2.552, 2.539,
    2.528, 2.518, 2.508, 2.500, 2.492, 2.485, 2.479, 2.473, 2.467, 2.462, 2.457, 2.453, 2.449, 2.445, 2.441, 2.438,
    2.434, 2.431, 2.429, 2.426, 2.423, 2.421, 2.418, 2.416, 2.414, 2.412, 2.410, 2.408, 2.407, 2.405, 2.403,
)  # fmt: skip
"""From four degrees of freedom to fifty (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, to 3 places)."""


def quantile(table: Sequence[float], degrees: int) -> float:
    """Return the quantile of so many degrees of freedom; beyond the table its last one, which is a little wide."""
    return table[min(degrees - LEAST_DEGREES, len(table) - 1)]
