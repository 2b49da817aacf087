"""Finds plug-ins: every file of a plug-in folder is one, and its file name is its id."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def load(package: ModuleType) -> dict[str, ModuleType]:
    """Return the modules of a plug-in package by id, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(package.__path__))
    return {name: import_module(f"{package.__name__}.{name}") for name in names}


def summary(plugin: ModuleType) -> str:
    """Return what users read about a plug-in: the first line of its docstring."""
    return (plugin.__doc__ or "").strip().partition("\n")[0]
