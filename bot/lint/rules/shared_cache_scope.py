"""All branches write their cache into one tag, so that each throws the others' out.

A branch that changes the dependencies makes every other one build anew, and what one branch has put there all the
others build upon. Give each branch a tag of its own and read the default branch's besides.

Bad:

    build:
      script:
        - docker build --cache-from $CI_REGISTRY_IMAGE/cache:builder --tag $CI_REGISTRY_IMAGE/cache:builder .
        - docker push $CI_REGISTRY_IMAGE/cache:builder

Good:

    build:
      script:
        - docker build --cache-from $CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG
          --cache-from $CI_REGISTRY_IMAGE/cache:$CI_DEFAULT_BRANCH
          --tag $CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG .
        - docker push $CI_REGISTRY_IMAGE/cache:$CI_COMMIT_REF_SLUG
"""

import re
from collections.abc import Iterator

from bot.lint.branches import runs_everywhere
from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "all branches write this one cache and throw each other's out; put $CI_COMMIT_REF_SLUG into its tag"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each push of a cache under a fixed tag; of latest another rule tells."""
    for one in source.flow.pushed:
        is_cache = _names_cache(one.reference) and source.flow.is_source(one.reference)
        if is_cache and runs_everywhere(source.file, one.call.job):
            yield at_step(one.call.step, MESSAGE)


def _names_cache(reference: str) -> bool:
    """Tell whether a reference is that of a cache and the same on every branch."""
    parsed = parse_reference(reference)
    is_fixed = "$" not in parsed.tag and "CI_COMMIT_REF" not in parsed.name and "BRANCH" not in parsed.name
    words = re.split(r"[-_./:]", f"{parsed.name}:{parsed.tag}".lower())
    return is_fixed and any("cache" in word or word in {"builder", "deps", "dependencies"} for word in words)
