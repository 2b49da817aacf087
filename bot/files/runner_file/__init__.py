"""Reads the config.toml of GitLab Runner: global settings and runners, each value with its line."""

from bot.files.runner_file.model import Problem, Runner, RunnerFile, Setting
from bot.files.runner_file.reading import read_runner_file

__all__ = ["Problem", "Runner", "RunnerFile", "Setting", "read_runner_file"]
