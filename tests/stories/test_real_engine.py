"""The story on the real parts: a Docker engine builds, a registry stores, and the comment says what skopeo says."""

import json
import os
import random
import subprocess
import threading
from pathlib import Path

import pytest

from tests.stories.engine import NoEngineError, real_engine
from tests.stories.scene import Scene
from tests.stories.stack import wait_until

pytestmark = [pytest.mark.engine, pytest.mark.redis]

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Find or start an engine and a registry."""
    try:
        with real_engine(os.environ, tmp_path_factory.mktemp("e")) as found:
            yield found
    except NoEngineError as missing:
        pytest.skip(str(missing))


def test_the_comment_shows_the_sizes_that_skopeo_reports(stack, engine, tmp_path):
    scene = Scene(stack, "real")
    build = _builder(scene, engine, tmp_path)
    before, trace = build(1, 4 * MIB)
    scene.commit("main")
    scene.finish(_run(scene, "main", trace))
    mr = scene.open_mr()
    after, trace = build(2, 17 * MIB)
    scene.finish(_run(scene, "feature", trace, mr=mr))
    body = scene.comment(mr)
    size, growth = _skopeo_bytes(after), _skopeo_bytes(after) - _skopeo_bytes(before)
    assert _shown(size) in body
    assert f"+{_shown(growth)}" in body


def test_five_deliveries_at_once_and_shuffled_leave_one_newest_comment(stack, engine, tmp_path):
    scene = Scene(stack, "often")
    build = _builder(scene, engine, tmp_path)
    scene.commit("main")
    scene.finish(_run(scene, "main", build(1, 4 * MIB)[1]))
    mr = scene.open_mr()
    stack.settle()
    older = len(stack.lab.deliveries)
    for seed, size in ((2, 17 * MIB), (3, 30 * MIB)):
        newest, trace = build(seed, size)
        scene.commit("feature")
        scene.finish(_run(scene, "feature", trace, mr=mr))
    wait_until(lambda: len(stack.lab.deliveries) >= older + 2, "the hooks were not delivered")
    again = list(stack.lab.deliveries[older:]) * 5
    random.Random(11).shuffle(again)
    senders = [threading.Thread(target=stack.lab.redeliver, args=(delivery,)) for delivery in again]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    shown = _shown(_skopeo_bytes(newest))
    assert shown in scene.comment(mr, until=lambda body: shown in body)


def _builder(scene, engine, folder: Path):
    def build(seed, size):
        reference = f"{engine.registry}/{scene.project.path}:{seed}"
        trace = engine.build_and_push(reference, folder / str(seed), app_bytes=size, seed=seed)
        return reference, trace

    return build


def _run(scene, ref, trace, mr=None):
    pipeline = scene.run(ref, mr=mr, kind="branch" if mr is None else "detached")
    scene.lab.add_job(pipeline, "build:api", stage="build", status="success", duration=61.0, queued=1.0, trace=trace)
    return pipeline


def _skopeo_bytes(reference):
    words = ["skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{reference}"]
    manifest = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    return sum(layer["size"] for layer in manifest["layers"])


def _shown(size_bytes: int) -> str:
    """Return a size as the comment rounds it: two digits are enough to decide."""
    return f"{size_bytes / MIB:.0f} MiB" if size_bytes >= 10 * MIB else f"{size_bytes / MIB:.1f} MiB"
