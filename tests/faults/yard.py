"""One project whose merge requests all end in the same state, so that one golden comment judges them all."""

import re
from typing import Any

from tests.faults.rig import PATIENCE_SECONDS, Rig
from tests.stories.scene import Scene, api, assert_golden
from tests.stories.stack import SIGNING_TOKEN, wait_until

GROWN = api(40, 100)
"""What the last pipeline of every merge request builds: 40 MiB more than `main`."""


class Yard(Scene):
    """A project that Lighterman watches; merge-request hooks are left out, since they are only due seconds later."""

    stack: Rig
    hooks = frozenset({"pipeline", "note"})

    def watch(self, project: Any) -> None:
        """Send the hooks of a project to the door."""
        self.lab.subscribe(project.path, self.stack.door, signing_token=SIGNING_TOKEN, events=set(self.hooks))

    def build(self, mr: Any, job: Any = GROWN) -> Any:
        """Let a pipeline of a merge request end."""
        pipeline = self.run(mr.source_branch, job, mr=mr, kind="detached")
        self.finish(pipeline)
        return pipeline

    def ask(self, mr: Any, text: str = "/help") -> Any:
        """Let a person write a command; return the note."""
        return self.lab.add_note(mr, author=self.author, body=text)

    def answers(self, mr: Any, note: Any) -> list[str]:
        """Return what the bot answered in the thread of a note."""
        return [one.body for one in self.comments(mr) if one.discussion_id == note.discussion_id]

    def summaries(self, mr: Any) -> list[str]:
        """Return the summary comments of a merge request, of which there should be one."""
        return [note.body for note in self.comments(mr) if "lighterman:summary" in note.body]

    def assert_one_comment(self, mr: Any, pipeline: Any) -> None:
        """Check that the comment is there once, speaks of this pipeline, and is the golden one."""
        (body,) = self.summaries(mr)
        assert f"as-of=pipeline:{pipeline.id}/" in body
        # One commit in forty begins with eight digits, which nobody could tell from a number.
        body = body.replace(str(pipeline.sha)[:8], "abcdef12")
        assert_golden("killed", re.sub(r"\bmr=\d+", "mr=1", body))

    def assert_one_answer(self, mr: Any, note: Any) -> None:
        """Check that a command was answered once, and with the golden answer."""
        (body,) = self.answers(mr, note)
        assert_golden("killed-help", body.replace(f"to={note.id}/", "to=1/"))


def wait_for_the_end(rig: Rig) -> None:
    """Wait until every hook was answered and every event has come to its end."""
    rig.lab.wait_for_deliveries()
    wait_until(
        lambda: rig.pending() == 0,
        "events were still pending",
        seconds=PATIENCE_SECONDS,
        log=lambda: rig.log("worker") + rig.log("commands"),
    )
