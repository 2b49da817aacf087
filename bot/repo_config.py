"""The configuration that a project keeps in `.lighterman.yml` on its default branch."""

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from bot.files.typed_yaml import Duration, Field, Model, Percent, Size, read, schema

FILE_NAME = ".lighterman.yml"
MIB = 1024 * 1024


class Speak(StrEnum):
    """When the comment is written for the first time; once it stands it is kept current."""

    ALWAYS = "always"
    CHANGES = "changes"
    REGRESSIONS = "regressions"


class ImageLimits(Model):
    """Limits of the images whose name fits a pattern; growth counts when it passes both floors."""

    growth_size: Size = Field(default=5 * MIB, description="growth below this is not worth a word")
    growth_percent: Percent = Field(default=3.0, description="growth below this is not worth a word")
    max_size: Size | None = Field(default=None, description="budget: the image may not be larger")
    max_growth: Size | None = Field(default=None, description="budget: one merge request may not add more")


class JobLimits(Model):
    """Limits of the jobs whose name fits a pattern; a change counts when it passes both floors."""

    slowdown_time: Duration = Field(default=10.0, description="a change below this is not worth a word")
    slowdown_percent: Percent = Field(default=10.0, description="a change below this is not worth a word")
    max_build_time: Duration | None = Field(default=None, description="budget: the job may not take longer")


class RepoConfig(Model):
    """All that `.lighterman.yml` can say; every key may be left out."""

    comment: Speak = Field(default=Speak.CHANGES, description="when to speak: always, changes or regressions")
    images: dict[str, ImageLimits] = Field(default_factory=dict, description="limits by image name; `*` is a wildcard")
    jobs: dict[str, JobLimits] = Field(default_factory=dict, description="limits by job name; `*` is a wildcard")

    def limits_of_image(self, name: str) -> ImageLimits:
        """Return the limits of the first pattern that fits an image's name."""
        return next((limits for glob, limits in self.images.items() if fnmatchcase(name, glob)), ImageLimits())

    def limits_of_job(self, name: str) -> JobLimits:
        """Return the limits of the first pattern that fits a job's name."""
        return next((limits for glob, limits in self.jobs.items() if fnmatchcase(name, glob)), JobLimits())


def read_repo_config(text: str | None) -> tuple[RepoConfig, tuple[str, ...]]:
    """Return the configuration and one sentence per problem; with a problem all defaults are used."""
    if text is None:
        return RepoConfig(), ()
    config, problems = read(text, RepoConfig)
    return config, tuple(f"{FILE_NAME}, {problem}; the defaults are used" for problem in problems)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of `.lighterman.yml`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema(RepoConfig)}
