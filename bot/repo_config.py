"""What a team may set for its project in `.lighterman.yml`, read from the default branch."""

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from bot.files.typed_yaml import Duration, Field, GrowthLimit, Model, Percent, Size, VariableName, read

FILE_NAME = ".lighterman.yml"


class CommentOn(StrEnum):
    """When a merge request gets a comment."""

    ALWAYS = "always"
    CHANGES = "changes"
    REGRESSIONS = "regressions"


class LeastRole(StrEnum):
    """Who may use a command: this role and those above it."""

    ANYONE = "anyone"
    GUEST = "guest"
    REPORTER = "reporter"
    DEVELOPER = "developer"
    MAINTAINER = "maintainer"
    OWNER = "owner"


class SlowdownProof(StrEnum):
    """How sure a change of time has to be before it is said."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"


class ImageLimits(Model):
    """Limits for the images whose name fits the pattern; with a reference, the name of one image."""

    reference: str | None = Field(
        default=None,
        description=(
            "Where the image lies, for one that neither logs nor the CI file name, or to give it this name: "
            "`$CI_REGISTRY_IMAGE/api:$CI_COMMIT_SHORT_SHA`; `*` stands for any characters. Not for a name with `*`."
        ),
    )
    max_size: Size | None = Field(default=None, description="The largest compressed size of one platform.")
    max_growth: GrowthLimit | None = Field(
        default=None, description="The largest growth against the target branch, as a size or in percent."
    )
    max_build_time: Duration | None = Field(
        default=None, description="The longest time the job may take that builds the image."
    )
    min_cache_hit: Percent | None = Field(
        default=None, description="The least share of the build's steps that has to come from the cache."
    )
    growth_size: Size | None = Field(
        default=None, description="For these images instead of the project's `growth-size`."
    )
    growth_percent: Percent | None = Field(
        default=None, description="For these images instead of the project's `growth-percent`."
    )


class JobLimits(Model):
    """Limits for the jobs whose name fits the pattern."""

    max_build_time: Duration | None = Field(default=None, description="The longest time the job may take.")
    max_slowdown: Percent | None = Field(
        default=None, description="The largest slow-down against the median of the target branch."
    )
    min_cache_hit: Percent | None = Field(
        default=None, description="The least share of the job's build steps that has to come from the cache."
    )


class RebuildCache(Model):
    """How the cache of a project is built anew."""

    variable: VariableName | None = Field(
        default=None,
        description="A CI variable that makes the project's jobs build without cache; it is set to 1.",
    )


class RepoConfig(Model):
    """All settings of one project."""

    comment: CommentOn = Field(
        default=CommentOn.CHANGES,
        description=(
            "When a merge request gets a comment: always, only when something changed, or only on regressions. "
            "A comment that stands already is kept current in any case."
        ),
    )
    growth_size: Size = Field(
        default="5MiB",
        validate_default=True,
        description="Growth and shrinkage below this size count as no change.",
    )
    growth_percent: Percent = Field(
        default="3%", validate_default=True, description="Growth and shrinkage below this share count as no change."
    )
    slowdown_time: Duration = Field(
        default="10s",
        validate_default=True,
        description="A job that takes less than this longer or shorter counts as unchanged.",
    )
    slowdown_percent: Percent = Field(
        default="10%",
        validate_default=True,
        description="A job slower or faster by less than this share counts as unchanged.",
    )
    slowdown_proof: SlowdownProof = Field(
        default=SlowdownProof.CONFIRMED,
        description=(
            "What is said of times: `confirmed`, when two runs of the merge request in a row show a change, or one run "
            "and the untouched jobs of its pipeline agree; `possible`, as soon as one run does."
        ),
    )
    grown_files: bool = Field(
        default=True,
        description="Whether the layers of an image that grew past its limits are read, to name the files that grew.",
    )
    images: dict[str, ImageLimits] = Field(
        default_factory=dict,
        description="Limits by image name; `*` stands for any characters, the first match wins.",
    )
    jobs: dict[str, JobLimits] = Field(
        default_factory=dict, description="Limits by job name; `*` stands for any characters, the first match wins."
    )
    commands: dict[str, LeastRole] = Field(
        default_factory=dict,
        description="Who may use a slash command, by its name without the slash; docs/commands.md has the defaults.",
    )
    obeyed_bots: tuple[str, ...] = Field(
        default=(), description="User names of bots whose notes may hold commands; all other bots are not obeyed."
    )
    lint_threads: bool = Field(
        default=True,
        description=(
            "Whether mistakes that a merge request brings into Dockerfile, CI file or config.toml get threads on their "
            "lines, three at most; with `false` all of them are in the comment."
        ),
    )
    rebuild_cache: RebuildCache = Field(default_factory=RebuildCache, description="How `/rebuild-cache` works here.")


def references_of(config: RepoConfig) -> dict[str, str]:
    """Return the references that a team declares, by the image's name."""
    return {name: one.reference for name, one in config.images.items() if one.reference and "*" not in name}


Limits = TypeVar("Limits", ImageLimits, JobLimits)


def limits_for(limits: Mapping[str, Limits], name: str) -> Limits | None:
    """Return the limits of the first pattern that fits a name."""
    return next((found for pattern, found in limits.items() if fnmatchcase(name, pattern)), None)


def read_repo_config(text: str | None) -> tuple[RepoConfig, tuple[str, ...]]:
    """Return the settings and what is wrong with them, one sentence each; with any problem all defaults hold."""
    return (RepoConfig(), ()) if text is None else read(text, RepoConfig, is_foreign=True)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, for editors."""
    schema = RepoConfig.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FILE_NAME}
