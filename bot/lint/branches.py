"""Tells whether a job runs for every branch, by its rules, `only` and the workflow's rules."""

import re
from collections.abc import Iterable

from bot.files.ci_file import CiFile, Job, Rule
from bot.files.yaml_nodes import Pairs, scalars

_CHOOSES = re.compile(
    r"CI_DEFAULT_BRANCH|CI_COMMIT_TAG|CI_COMMIT_REF_PROTECTED|CI_(?:COMMIT_(?:BRANCH|REF_NAME|REF_SLUG)|BUILD_REF_NAME)"
    r"\s*(?:==|=~)|[\"'](?:schedule|web|api|trigger|pipeline|parent_pipeline)[\"']"
)
"""Conditions that only some branches or occasions meet."""
_NAMES_BRANCH = re.compile(r"BRANCH|REF_NAME|REF_SLUG|CI_COMMIT_TAG|MERGE_REQUEST|merge_request")
_ALL = frozenset({"branches", "pushes", "merge_requests", "external", "external_pull_requests"})


def runs_everywhere(file: CiFile, job: Job) -> bool:
    """Tell whether a job runs for every branch; what a template leaves to others is not told."""
    if job.is_hidden or _is_chosen(file.workflow_rules):
        return False
    if job.rules:
        return not _is_chosen(job.rules)
    only = job.keyword("only")
    if only is None:
        return True
    refs = only.get("refs") if isinstance(only, Pairs) else only
    if refs is None:
        return not isinstance(only, Pairs) or only.get("variables") is None
    return any(one.text in _ALL for one in scalars(refs))


def _is_chosen(rules: Iterable[Rule]) -> bool:
    """Tell whether rules let only some branches or occasions through."""
    given = list(rules)
    if any(rule.when == "never" and _NAMES_BRANCH.search(rule.condition or "") for rule in given):
        return True
    open_rules = [rule for rule in given if rule.when not in {"never", "manual"}]
    return bool(given) and all(_CHOOSES.search(rule.condition or "") for rule in open_rules)
