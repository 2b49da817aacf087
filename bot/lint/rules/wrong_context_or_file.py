"""The build names a Dockerfile or a context that is not in the repository, and ends before its first step.

Bad:

    build:
      script:
        - docker build -f docker/Dockerfile.prod .

    ==> docker/Dockerfile <==
    FROM alpine:3.22

Good:

    build:
      script:
        - docker build -f docker/Dockerfile .

    ==> docker/Dockerfile <==
    FROM alpine:3.22
"""

from collections.abc import Iterator

from bot.lint.builds import Build
from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.nearest import nearest_dockerfile
from bot.lint.sources import CiSource, Project

SEVERITY = Severity.ERROR
READS = ("ci", "dockerfile", "tree")


def check(source: CiSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for each build whose Dockerfile or context is neither in the tree nor made by the pipeline."""
    for build in source.builds:
        message = (
            _message(project, build) if project.tree is not None and not build.call.step.command.is_remote else None
        )
        if message is not None and not _may_be_made(source, build):
            yield at_step(build.call.step, message)


def _message(project: Project, build: Build) -> str | None:
    tree = project.tree or frozenset()
    context, dockerfile = build.context, build.dockerfile
    if context is not None and project.path_of(context) not in project.folders:
        return f"there is no folder {context} to build from"
    if dockerfile is None or project.path_of(dockerfile) in tree or _in_context(project, build, tree):
        return None
    nearest = nearest_dockerfile(project.path_of(dockerfile), tree)
    advice = f"did you mean {nearest}?" if nearest else "add it, or name another one with --file"
    return f"there is no {dockerfile}; {advice}"


def _in_context(project: Project, build: Build, tree: frozenset[str]) -> bool:
    """Tell whether kaniko or podman would find the file in the context, where they look too."""
    named = [*build.command.values("--file"), *build.command.values("--dockerfile")]
    if build.command.program == "docker" or not named or build.context is None:
        # Podman and Buildah take a Containerfile too.
        is_other = build.command.program != "docker" and build.context is not None
        return is_other and project.path_of(f"{build.context}/Containerfile") in tree
    return project.path_of(f"{build.context}/{named[-1]}") in tree


def _may_be_made(source: CiSource, build: Build) -> bool:
    """Tell whether the pipeline may make the file: another command or an artifact names it, or something is fetched."""
    names = {one for path in (build.context, build.dockerfile) if path for one in path.split("/")} - {".", ".."}
    others = [call for call in source.calls if call.step is not build.call.step]
    words = " ".join(word for call in others if call.image is None or call.image.build is None for word in call.words)
    redirected = " ".join(
        one.target.text for call in source.calls for one in call.step.command.redirections if ">" in one.operator
    )
    makes = ("git", "curl", "wget", "tar", "unzip", "cp", "mv", "cookiecutter")
    is_fetched = any(call.program in makes and call.job is build.call.job for call in others)
    texts = f"{words} {redirected} {_artifacts(source)}"
    return is_fetched or any(name in texts for name in names)


def _artifacts(source: CiSource) -> str:
    lists = [job.keywords.pairs("artifacts").get("paths") for job in source.file.jobs.values()]
    return " ".join(str(one) for one in lists if one is not None)
