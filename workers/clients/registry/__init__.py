"""Registries, read without a daemon: manifests and configurations, and layers only where somebody asks for files."""

from workers.clients.registry.answers import UnreadError
from workers.clients.registry.client import Registry
from workers.clients.registry.visit import Visit

__all__ = ["Registry", "UnreadError", "Visit"]
