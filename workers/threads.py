"""Opens and resolves the threads on lines of the diff; doing it twice does it once."""

import logging
from dataclasses import replace

from bot.errors import Refused
from bot.facts import ReviewFacts
from bot.file_review.deciding import MOST_THREADS
from bot.file_review.model import FileReview, NewFinding, Thread
from bot.reports import threads as notes
from workers.clients.gitlab.threads import Threads
from workers.toolbox import Toolbox

log = logging.getLogger(__name__)


def write_threads(facts: ReviewFacts, tools: Toolbox, *, event_uuid: str = "") -> ReviewFacts:
    """Do what was decided of the files and return the facts as they are then."""
    if facts.files is None:
        return facts
    place = facts.merge_request.project_id, facts.merge_request.iid
    writer = _Writer(tools.gitlab.threads(*place), facts.files, event_uuid)
    if not facts.files.opened:
        return replace(facts, files=writer.close())
    with tools.store.only_writer(*place):
        tools.store.remember_threads(*place)
        return replace(facts, files=writer.write())


class _Writer:
    """Writes the threads of one merge request."""

    def __init__(self, threads: Threads, review: FileReview, event_uuid: str) -> None:
        self._threads, self._review, self._event_uuid = threads, review, event_uuid

    def write(self) -> FileReview:
        """Open what is to be opened and close what is done."""
        # Another worker may have opened them since we looked.
        known = {one.name for one in self._threads.ours()}
        left = [one for one in self._review.opened if one.name not in known]
        for one in left[: max(MOST_THREADS - len(known), 0)]:
            self._open(one)
        return self.close()

    def _open(self, one: NewFinding) -> None:
        if one.place is None:
            return
        try:
            self._threads.open(self._review.refs, one.place, notes.render(one), event_uuid=self._event_uuid)
        except Refused as error:
            # The diff has another version by now: the review of that one comes, and opens what is left.
            log.warning("no thread: %s", error)

    def close(self) -> FileReview:
        """Resolve the threads whose mistakes are gone, and delete what two of us wrote."""
        for one in self._review.doubles:
            self._threads.delete(one)
        return replace(self._review, mended=tuple(map(self._closed, self._review.mended)))

    def _closed(self, one: Thread) -> Thread:
        return one if one.is_resolved else replace(one, is_resolved=self._threads.resolve(one.id))
