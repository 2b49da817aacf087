"""Reads Dockerfile, CI file and config.toml of a merge request that touches one, and asks GitLab about the fixes."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.errors import OutsideError
from bot.facts import MergeRequest
from bot.file_review.comparing import is_worth_a_look, new_findings
from bot.file_review.deciding import decide
from bot.file_review.model import ChangedFiles, DiffRefs, FileDiff, FileReview, NewFinding, Snapshot, Thread
from bot.lint.reading import CI_NAMES, may_be_read
from bot.misses import Files
from bot.reports import marker
from workers.clients.gitlab import Overview
from workers.toolbox import Toolbox

MOST_FILES = 60
"""Files of the three kinds that are read of a repository, those first that the merge request changes."""
MOST_CHECKS = 5

log = logging.getLogger(__name__)


class FileReviewer:
    """Reviews the files of one merge request; nothing is asked where it touches none and has no thread of ours."""

    def __init__(self, tools: Toolbox, overview: Overview, merge_request: MergeRequest) -> None:
        self.notices: list[str] = []
        self.files: ChangedFiles | None = None
        self._tools = tools
        self._overview = overview
        self._merge_request = merge_request
        place = merge_request.project_id, merge_request.iid
        self._place = place
        self._threads = tools.gitlab.threads(*place)

    def review(self, *, may_open: bool) -> FileReview | None:
        """Return what is said of the files; None where there is nothing to look at, or GitLab refuses to show it."""
        try:
            return self._review(may_open=may_open)
        except OutsideError as error:
            if error.retry_after_seconds:
                raise
            log.warning("the files of !%d are not linted: %s", self._merge_request.iid, error)
            self.notices.append(f"Dockerfile and CI file could not be looked at: {error}.")
            return None

    def _review(self, *, may_open: bool) -> FileReview | None:
        has_threads = self._has_threads()
        touches = self._touches()
        if not touches and not has_threads:
            return None
        refs = self._threads.refs()
        if refs is None:
            return None
        found = self._found(refs) if touches else ()
        threads: Sequence[Thread] = self._threads.ours() if found or has_threads else ()
        return decide(refs, found, threads, may_open=may_open)

    def _has_threads(self) -> bool:
        if self._tools.store.has_threads(*self._place):
            return True
        return any(marker.parse_thread(note.body) for note in self._overview.own_notes or ())

    def _touches(self) -> bool:
        paths = self._overview.changed_paths
        if paths is None:
            paths = tuple(one.new_path for one in self._threads.diffs())
        return any(is_worth_a_look(path, self._overview.ci_path) for path in paths)

    def _found(self, refs: DiffRefs) -> tuple[NewFinding, ...]:
        diffs = self._threads.diffs()
        head_ref = f"refs/merge-requests/{self._merge_request.iid}/head"
        tree, is_whole = self._threads.tree(head_ref)
        changed = [one.new_path for one in diffs if not one.is_deleted]
        before = [one.old_path for one in diffs if not one.is_new]
        paths = _wanted({*tree, *changed, *before}, {*changed, *before}, self._overview.ci_path)
        project = self._merge_request
        now, then = self._tools.gitlab.files(project.project_id, project.project_path, paths, head_ref, refs.base_sha)
        self.files = ChangedFiles(
            refs=refs,
            diffs=diffs,
            head=Snapshot(_texts(now), tree if is_whole else None),
            target=Snapshot(_texts(then), _tree_before(tree, diffs) if is_whole else None),
            ci_path=self._overview.ci_path,
            today=self._tools.now().date(),
            is_foreign=project.is_from_fork,
        )
        return self._checked(new_findings(self.files), self.files)

    def _checked(self, found: Sequence[NewFinding], files: ChangedFiles) -> tuple[NewFinding, ...]:
        """Take off the fixes of the CI file that GitLab itself would refuse, as far as our role lets us ask.

        What a stranger wrote is not sent: GitLab would fetch what it includes, with our rights.
        """
        asked = [one for one in found if files.ci_path in one.changed][: 0 if files.is_foreign else MOST_CHECKS]
        refused = {one.name for one in asked if self._is_refused(one.changed[files.ci_path], files)}
        return tuple(_without_fix(one) if one.name in refused else one for one in found)

    def _is_refused(self, text: str, files: ChangedFiles) -> bool:
        errors = self._threads.ci_errors(text)
        if not errors:
            return False
        before = self._threads.ci_errors(files.head.files.get(files.ci_path, ""))
        return bool(errors - (before or frozenset()))


def _wanted(paths: Iterable[str], changed: set[str], ci_path: str) -> list[str]:
    """Return the files to read: those that were changed, then CI files and Dockerfiles, then what may be one."""

    def rank(path: str) -> tuple[bool, bool, int, str]:
        name = path.rpartition("/")[2]
        is_ci = path == ci_path or name in CI_NAMES or name.endswith(("gitlab-ci.yml", "gitlab-ci.yaml"))
        is_yaml = name.endswith((".yml", ".yaml", ".toml")) and not is_ci and name != "config.toml"
        return path not in changed, is_yaml and not path.startswith((".gitlab/", "ci/")), path.count("/"), path

    return sorted((path for path in paths if path == ci_path or may_be_read(path)), key=rank)[:MOST_FILES]


def _texts(files: Files) -> dict[str, str]:
    return {one.path: one.text for one in files}


def _tree_before(tree: frozenset[str], diffs: Sequence[FileDiff]) -> frozenset[str]:
    new = {one.new_path for one in diffs if one.is_new or one.old_path != one.new_path}
    return tree - new | {one.old_path for one in diffs if not one.is_new}


def _without_fix(one: NewFinding) -> NewFinding:
    return replace(one, finding=replace(one.finding, fix=None), suggestion=None, patches={}, changed={})
