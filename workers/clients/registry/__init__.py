"""Registries, read without a daemon: manifests only, never a layer."""

from workers.clients.registry.client import Registry

__all__ = ["Registry"]
