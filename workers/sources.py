"""Asks the repository why a build missed its cache: only where one did, and once for each commit."""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar
from zlib import crc32

from bot.errors import OutsideError
from bot.facts import JobLog, MergeRequest, Pipeline
from bot.misses import FileChange, Files, Sources
from bot.misses.wanted import is_worth_asking, wanted_paths
from workers.toolbox import Toolbox

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class SourceReader:
    """Reads what the repository tells about the builds of one pipeline."""

    def __init__(self, tools: Toolbox, merge_request: MergeRequest, pipeline: Pipeline) -> None:
        self.notices: list[str] = []
        self._tools = tools
        self._merge_request = merge_request
        self._pipeline = pipeline

    def read(self, logs: Sequence[JobLog], grown: Collection[str] = ()) -> Sources:
        """Return the files behind the builds of some logs; nothing where no miss asks for a cause.

        The images of the jobs that are `grown` did: of those only the Dockerfile is of use, which tells its lines.
        """
        puzzling = [one for one in logs if is_worth_asking(one.log.trace, one.before.trace if one.before else None)]
        wanted = [*puzzling, *(one for one in logs if one.job.name in grown and one not in puzzling)]
        paths = wanted_paths(one.log.trace for one in wanted)
        if not paths and not puzzling:
            return Sources()
        before = next((one.before_sha for one in wanted if one.before_sha), None)
        now, then = self._unless_refused(lambda: self._files(paths, before)) or ((), ())
        changes = self._unless_refused(self._changes) if puzzling else None
        return Sources(now, then, before, changes)

    def _files(self, paths: Sequence[str], before: str | None) -> tuple[Files, Files]:
        merge_request, head = self._merge_request, self._pipeline.sha
        name = f"{head}:{before}:{crc32(chr(0).join(paths).encode()):08x}"
        known = self._tools.store.files(merge_request.project_id, name)
        if known is None:
            # A fork may not be ours to read, but the head of a merge request is kept in its target, too.
            is_ours = self._pipeline.project_id == merge_request.project_id
            ref = head if is_ours else f"refs/merge-requests/{merge_request.iid}/head"
            known = self._tools.gitlab.files(merge_request.project_id, merge_request.project_path, paths, ref, before)
            self._tools.store.remember_files(merge_request.project_id, name, known)
        return known

    def _changes(self) -> tuple[FileChange, ...]:
        merge_request = self._merge_request
        name = f"{merge_request.iid}:{merge_request.base_sha}:{merge_request.head_sha}"
        known = self._tools.store.changed_files(merge_request.project_id, name)
        if known is None:
            known = self._tools.gitlab.changed_files(merge_request.project_id, merge_request.iid)
            self._tools.store.remember_changed_files(merge_request.project_id, name, known)
        changes, has_more = known
        if has_more:
            self.notices.append("Of the changed files only the first 100 were looked at for what missed the cache.")
        return changes

    def _unless_refused(self, ask: Callable[[], Answer]) -> Answer | None:
        """Go without causes rather than without a comment: GitLab gives up on some diffs however often one asks."""
        try:
            return ask()
        except OutsideError as error:
            if error.retry_after_seconds:
                raise
            log.warning("no causes of cache misses: %s", error)
            self.notices.append(f"Why the cache missed could not be looked up: {error}.")
            return None
