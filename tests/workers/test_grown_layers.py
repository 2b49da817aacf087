"""Which layers are read when an image grew, and what the comment says of them: real tars in a practice registry."""

import gzip
import io
import tarfile
from dataclasses import replace

import pytest

from tests.fakes.registry import Layer
from tests.workers.desk import open_desk

MIB = 2**20
BASE = Layer(MIB, "base", "ADD rootfs.tar / # buildkit")


def layer(created_by="RUN apt-get install chromium # buildkit", **sizes):
    """Return a layer of files; underscores in names are slashes. Stored, so that its size is that of its files."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as archive:
        for name, mib in sizes.items():
            member = tarfile.TarInfo(name.replace("_", "/"))
            member.size = mib * MIB
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    packed = gzip.compress(body.getvalue(), compresslevel=0)
    return Layer(len(packed), "", created_by, body=packed)


def ran(desk, ref, *layers, **more):
    """Run a pipeline that pushed an image of these layers."""
    desk.commit(ref)
    run = desk.lab.add_pipeline(desk.project, ref=ref, **more)
    digest = desk.registry.push("acme/api", tag=run.sha[:8], layers=layers)
    trace = f"The push refers to repository [{desk.registry.host}/acme/api]\n{run.sha[:8]}: digest: {digest} size: 1\n"
    desk.lab.add_job(run, "make:0", trace=trace.encode())
    desk.lab.finish(run)
    return run


OLD = layer(usr_lib_chromium_chrome=1, var_lib_apt_lists_main=1)
NEW = layer(usr_lib_chromium_chrome=9, var_lib_apt_lists_main=4)


def reviewed(desk, before=(BASE, OLD), now=(BASE, NEW)):
    """Return the comment on a merge request, and the layers that were asked for."""
    ran(desk, "main", *before)
    mr = desk.open_mr()
    desk.review(mr, ran(desk, "feature", *now, mr=mr, kind="detached"))
    (body,) = desk.said(mr)
    return body, asked_for(desk, *before, *now)


def asked_for(desk, *layers):
    """Return which of some layers were asked for."""
    return {one.digest for one in layers if any(one.digest in line for line in desk.registry.requests)}


def test_the_files_and_the_waste_of_a_layer_that_grew_are_named_and_no_unchanged_layer_is_read():
    with open_desk() as desk:
        body, asked = reviewed(desk)
        assert (
            "In layer 2, unpacked: `/usr/lib/chromium/chrome` +8 MiB, `/var/lib/apt/lists/main` +3 MiB; "
            "package cache `/var/lib/apt/lists` 4 MiB."
        ) in body
        assert asked == {OLD.digest, NEW.digest}


def test_a_layer_that_was_added_needs_no_baseline():
    with open_desk() as desk:
        body, asked = reviewed(desk, before=(BASE,))
        assert "`/usr/lib/chromium/chrome` +9 MiB" in body
        assert asked == {NEW.digest}


def test_what_was_read_once_is_known_by_its_digest():
    with open_desk() as desk:
        body, _ = reviewed(desk)
        desk.registry.requests.clear()
        (mr,) = desk.project.merge_requests
        desk.review(mr, ran(desk, "feature", BASE, NEW, mr=mr, kind="detached"))
        assert asked_for(desk, OLD, NEW) == set()
        assert "`/usr/lib/chromium/chrome` +8 MiB" in desk.said(mr)[0]
        assert "`/usr/lib/chromium/chrome` +8 MiB" in body


@pytest.mark.parametrize("now", [(BASE, OLD), (BASE, layer(usr_lib_chromium_chrome=2, var_lib_apt_lists_main=1))])
def test_nothing_is_read_where_nothing_grew_past_the_limits(now):
    with open_desk() as desk:
        ran(desk, "main", BASE, OLD)
        mr = desk.open_mr()
        desk.review(mr, ran(desk, "feature", *now, mr=mr, kind="detached"), is_asked=True)
        assert asked_for(desk, OLD, *now) == set()


def test_a_team_may_switch_it_off():
    with open_desk() as desk:
        desk.files[".lighterman.yml"] = "grown-files: false\n"
        body, asked = reviewed(desk)
        assert "unpacked:" not in body
        assert asked == set()


@pytest.mark.parametrize(
    ("settings", "now", "reason"),
    [
        ({"files_mib": 3}, NEW, "the layers that changed are larger than the 3 MiB that are read for one comment"),
        ({"files_seconds": 0.0}, NEW, "reading them takes longer than the 0 s that one comment may take for it"),
        ({}, Layer(9 * MIB, "", NEW.created_by, body=NEW.body[: 9 * MIB]), "a layer breaks off in the middle"),
        ({}, Layer(14 * MIB, "noise", NEW.created_by), "a layer cannot be read (ReadError)"),
    ],
)
def test_a_layer_that_cannot_be_read_costs_one_reason_and_the_comment_stands(settings, now, reason):
    with open_desk() as desk:
        desk.tools = replace(desk.tools, settings=replace(desk.tools.settings, **settings))
        body, _ = reviewed(desk, now=(BASE, now))
        assert f"Which files grew is not known of every layer: `{reason}`." in body
        assert "grew by" in body
