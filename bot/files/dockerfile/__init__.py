"""Reads Dockerfiles: instructions with their lines, image stages and how they need each other."""

from bot.files.dockerfile.model import Dockerfile, Heredoc, Instruction, Problem, Stage
from bot.files.dockerfile.reading import read_dockerfile

__all__ = ["Dockerfile", "Heredoc", "Instruction", "Problem", "Stage", "read_dockerfile"]
