"""What made an image grow, in a sentence, and silence where nobody knows."""

from dataclasses import replace

import pytest

from bot.image_difference import Written, compare
from bot.image_difference_words import cause, where, written_for
from tests.bot.facts_in_words import built, file, image, made_by, review_facts, with_logs
from tests.bot.misses.logs_in_words import log

BASE, END = ((28, "ADD rootfs /"), (0, 'CMD ["bash"]')), (0, 'CMD ["app"]')
APT, COPY, MAKE = (6, "RUN apt-get install curl"), (11, "COPY . /app"), (9, "RUN make")


def difference(before, after):
    (old,), (new,) = before.platforms, after.platforms
    return compare("linux/amd64", old, new)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            made_by(*BASE, APT, END),
            made_by(*BASE, (77, "RUN apt-get install gcc"), END),
            " Most of it: `RUN apt-get install gcc`, +71 MiB.",
        ),
        (made_by(*BASE, APT, MAKE, END), made_by(*BASE, APT, END), " Most of it: `RUN make`, −9 MiB."),
        (
            made_by(*BASE, COPY, END),
            made_by((40, "ADD rootfs /"), BASE[1], (14, "COPY . /app"), END),
            (
                " Most of it: `ADD rootfs /` of the base image, +12 MiB. "
                "The base image moved +12 MiB (as far as its history tells), your own layers +3 MiB."
            ),
        ),
        (
            made_by(*BASE, APT, COPY, END),
            made_by(*BASE, COPY, APT, MAKE, END),
            " Most of it: `RUN make`, +9 MiB. Layers of the same content stand in another order.",
        ),
        (
            made_by(*BASE, APT, COPY, END),
            made_by((99, "")),
            " The layers were squashed into one, so nobody can tell which instruction made the difference.",
        ),
        (
            made_by(*BASE, END),
            made_by(*BASE, (10, "RUN a"), (10, "RUN b"), (10, "RUN c"), END),
            "",
        ),
        (made_by(*BASE, APT), made_by(*BASE, APT), ""),
        (image(40, 9), image(40, 193), ""),
        (image(40), image(40), ""),
    ],
)
def test_the_cause_says(before, after, said):
    assert cause(difference(before, after)) == said


def test_an_instruction_is_named_with_its_stage_and_line_and_cannot_leave_its_span():
    dockerfile = "FROM a AS one\nRUN echo `|`\n"
    facts = with_logs(
        review_facts(made_by((5, "RUN echo `|`"))), built(log(("one", 1, "FROM a", None))), now=file(dockerfile)
    )
    then, now = written_for(facts, "build")
    assert then == Written()
    (platform,) = facts.images[0].platforms
    (change,) = compare("linux/amd64", None, platform, then, now).layers
    assert where(change, in_table=True) == "`` RUN echo `\\|` ``, stage `one`, line 2"


@pytest.mark.parametrize("builds", [0, 2])
def test_of_a_job_without_one_build_no_dockerfile_is_known(builds):
    facts = review_facts(image(40))
    trace = log(("one", 1, "FROM a", None))
    several = replace(trace, builds=trace.builds[:1] * builds)
    assert written_for(with_logs(facts, built(several), now=file("FROM a\n")), "build") == (Written(), Written())
