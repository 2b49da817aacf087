"""A practice registry (distribution v2): layers are made from a seed when they are read and never stored."""

from tests.fakes.registry.images import DOCKER_LIST, OCI, OCI_INDEX, SCHEMA2
from tests.fakes.registry.layers import Layer
from tests.fakes.registry.server import PracticeRegistry

__all__ = ["DOCKER_LIST", "OCI", "OCI_INDEX", "SCHEMA2", "Layer", "PracticeRegistry"]
