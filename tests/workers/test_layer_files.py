"""The largest files of layers, out of a registry."""

import os
import uuid

import pytest

from bot.actions import LargeFile
from bot.secret import Secret
from bot.settings import Settings
from tests.fakes.registry import Layer, PracticeRegistry
from tests.stories.engine import NoEngineError, real_engine
from workers.layer_files import largest_files
from workers.toolbox import open_toolbox

MIB = 2**20


def tools_for(registry):
    """Return the tools of an installation whose GitLab has that registry."""
    return open_toolbox(Settings(f"http://{registry}", Secret("glpat-x")), with_redis=False)


@pytest.mark.engine
def test_the_files_of_a_real_image_are_read(tmp_path):
    try:
        with real_engine(os.environ, tmp_path) as engine:
            name = f"{engine.registry}/files-{uuid.uuid4().hex[:8]}"
            engine.build_and_push(f"{name}:1", tmp_path / "build", app_bytes=3 * MIB, seed=7)
            tools = tools_for(engine.registry)
            with tools.registry.visit(*name.split("/", 1)) as visit:
                (platform,) = visit.platforms("1")[1]
            layer = max(platform.layers, key=lambda one: one.size_bytes)
            assert LargeFile("app", 3 * MIB) in largest_files(tools, f"{name}:1", [layer.digest])
    except NoEngineError as missing:
        pytest.skip(str(missing))


def test_what_is_no_layer_is_told():
    with PracticeRegistry() as registry:
        layer = Layer(1000, "no archive")
        registry.push("acme/api", tag="1", layers=[layer])
        said = largest_files(tools_for(registry.host), f"{registry.host}/acme/api:1", [layer.digest])
    assert said.startswith("a layer cannot be read")


def test_a_registry_that_is_not_ours_is_not_asked():
    said = largest_files(tools_for("127.0.0.2:1"), "registry.test/acme/api:1", ["sha256:" + "0" * 64])
    assert isinstance(said, str)
