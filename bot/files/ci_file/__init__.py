"""Reads `.gitlab-ci.yml` as GitLab resolves it, every part with its line."""

from bot.files.ci_file.includes import Find
from bot.files.ci_file.model import CiFile, Image, Include, Job, Problem, ProblemKind, Rule, Section, Step, Variable
from bot.files.ci_file.reading import read_ci_file
from bot.files.ci_file.variables import expand_text

__all__ = [
    "CiFile",
    "Find",
    "Image",
    "Include",
    "Job",
    "Problem",
    "ProblemKind",
    "Rule",
    "Section",
    "Step",
    "Variable",
    "expand_text",
    "read_ci_file",
]
