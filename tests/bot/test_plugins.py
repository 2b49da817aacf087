"""Plug-ins are found by walking their folder."""

import types

from bot import plugins


def test_a_plugin_is_known_by_its_file_name(tmp_path, monkeypatch):
    folder = tmp_path / "sample_plugins"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "second.py").write_text('"""Says two.\n\nMore words."""\n')
    (folder / "first.py").write_text('"""Says one."""\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    package = __import__("sample_plugins")
    found = plugins.load(package)
    assert list(found) == ["first", "second"]
    assert plugins.summary(found["second"]) == "Says two."


def test_a_plugin_without_a_docstring_has_an_empty_summary():
    assert plugins.summary(types.ModuleType("silent")) == ""
