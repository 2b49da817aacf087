"""`/size` lists the layers of images, the largest first."""

import pytest

from bot.actions import Answer, LargeFile, LookAtFiles, LookAtReview, Receipt
from tests.bot.facts_in_words import image, made_by, review_facts, unread
from tests.bot.talk import call, converse

GREW = review_facts(image(40, 200, 193), before=[image(40, 200, 9)])


def talk(text, facts, files=()):
    return converse(call(text, 20), {LookAtReview: facts, LookAtFiles: files})[-1]


def test_the_largest_layer_comes_first_and_new_ones_are_marked():
    answer = talk("/size", GREW)
    lines = answer.text.splitlines()
    assert lines[0] == "Image `api` on `linux/amd64`: 433 MiB to download, 3 layers, +184 MiB against `main`."
    assert [line.split(" | ")[0] for line in lines[4:]] == ["| 2", "| 3", "| 1"]
    assert [line.endswith("| new |") for line in lines[4:]] == [False, True, False]
    assert answer.receipt is Receipt.DONE


def test_the_instruction_that_made_a_layer_is_named_where_the_image_tells_it():
    lines = talk(
        "/size", review_facts(made_by((40, "ADD rootfs.tar /"), (90, "RUN make | tee log"), (0, "USER 1")))
    ).text
    assert lines.splitlines()[4:] == [
        "| 2 | `RUN make \\| tee log` | 90 MiB |  |",
        "| 1 | `ADD rootfs.tar /` | 40 MiB |  |",
    ]


def test_an_image_is_chosen_by_its_name():
    facts = review_facts(image(40, name="api"), image(30, name="worker", job="build:worker"))
    assert "`worker`" not in talk("/size api", facts).text
    assert "`worker`" in talk("/size w*", facts).text


def test_many_layers_are_counted_and_not_listed():
    lines = talk("/size", review_facts(image(*range(10, 25)))).text.splitlines()
    assert len(lines) == 4 + 10 + 1
    assert lines[-1] == "| | … 5 more | 60 MiB | |"


@pytest.mark.parametrize(
    ("text", "facts", "said", "receipt"),
    [
        ("/size", "the pipeline runs", "Nothing is known yet: the pipeline runs.", Receipt.FAILED),
        ("/size x", GREW, "No image of this pipeline is called `x`; there are `api`.", Receipt.FAILED),
        ("/size", review_facts(), "This pipeline made no image.", Receipt.DONE),
        ("/size", review_facts(unread("no right")), "Image `api` could not be read, because `no right`.", Receipt.DONE),
    ],
)
def test_what_cannot_be_shown_is_said(text, facts, said, receipt):
    assert talk(text, facts) == Answer(said, receipt)


def test_twenty_images_are_too_many_for_one_answer():
    facts = review_facts(*(image(40, name=f"i{number:02}", job=f"b{number}") for number in range(20)))
    assert talk("/size", facts).text.endswith("Images left out: 15.")


def test_the_largest_files_of_the_new_layers_are_named():
    actions = converse(
        call("/size", 20), {LookAtReview: GREW, LookAtFiles: (LargeFile("usr/lib/big.so", 150 * 2**20),)}
    )
    new = GREW.images[0].platforms[0].layers[2]
    assert LookAtFiles(GREW.images[0].reference, (new.digest,)) in actions
    assert actions[-1].text.endswith(
        "Largest files of the new layers, unpacked:\n\n| file | size |\n| --- | ---: |\n| `usr/lib/big.so` | 150 MiB |"
    )


def test_without_new_layers_the_largest_are_read():
    same = review_facts(image(40, 60), before=[image(40, 60)])
    text = talk("/size", same, (LargeFile("a", 2**20),)).text
    assert "Largest files of the largest layers, unpacked:" in text


@pytest.mark.parametrize(
    ("facts", "files", "said"),
    [
        (GREW, "no | answer", "The files were not read: `no | answer`."),
        (review_facts(image(300)), (), "Its layers are larger than 200 MiB, so their files were not read."),
    ],
)
def test_files_that_are_not_read_are_told(facts, files, said):
    assert talk("/size", facts, files).text.endswith(said)


def test_files_of_several_images_are_not_read():
    several = review_facts(image(40, name="api"), image(30, name="worker", job="w"))
    actions = converse(call("/size", 20), {LookAtReview: several})
    assert [type(one) for one in actions] == [LookAtReview, Answer]
