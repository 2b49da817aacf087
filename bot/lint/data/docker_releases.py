"""When the maintenance of Docker Engine's release lines ended, and which line to move to."""

from datetime import date

AS_OF = date(2026, 11, 24)
SOURCES = (
    "https://endoflife.date/docker-engine",
    "https://github.com/moby/moby/blob/master/project/BRANCHES-AND-TAGS.md",
)
CURRENT = "29"
"""The line that a fix moves to."""
LAST_WITHOUT_BUILDKIT = (20, 10)
"""From 23.0 on `docker build` is BuildKit. https://docs.docker.com/engine/release-notes/23.0/"""
ENDS = {
    "17.03": date(2017, 5, 5),
    "17.06": date(2017, 9, 29),
    "17.09": date(2017, 11, 17),
    "17.12": date(2018, 2, 10),
    "18.03": date(2018, 5, 10),
    "18.06": date(2018, 12, 8),
    "18.09": date(2019, 8, 22),
    "19.03": date(2021, 1, 8),
    "20.10": date(2023, 12, 10),
    "23": date(2025, 5, 19),
    "24": date(2024, 6, 8),
    "25": date(2026, 12, 4),
    "26": date(2025, 2, 17),
    "27": date(2025, 5, 3),
}
"""Lines below that are not named ended with the one that followed them."""
