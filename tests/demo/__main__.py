"""Tell the whole story once on this machine: hooks go in, the comments come out, the pages stay to be looked at."""

import os
import secrets
import signal
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.demo.lighterman import Lighterman, NotReadyError
from tests.demo.sample import MAIN_SECONDS, STORIES, SampleProject, Story
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import PracticeRegistry

COMMENT_SECONDS = 60.0
EVENTS = {"pipeline", "job", "merge_request", "note", "push"}
COMMAND = "/help"


def main(environ: Mapping[str, str]) -> int:
    """Run the demonstration and return the exit code."""
    try:
        with tempfile.TemporaryDirectory(prefix="lighterman-demo-") as folder:
            return _demonstrate(Path(folder), stays=environ.get("ONCE") != "1")
    except NotReadyError as error:
        print(f"The demo stops: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe demo has stopped; nothing is left running.")
        return 0


def _demonstrate(folder: Path, *, stays: bool) -> int:
    with PracticeGitLab() as lab, PracticeRegistry() as registry:
        sample = SampleProject(lab, registry)
        sample.build_main()
        signing_token = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
        settings = {
            "GITLAB_URL": lab.url,
            "GITLAB_TOKEN": lab.token,
            "LIGHTERMAN_FILES_MIB": "0",  # layers for practice hold noise
            "GITLAB_WEBHOOK_SIGNING_TOKEN": signing_token,
        }
        with Lighterman(settings, folder=folder) as bot:
            lab.subscribe(sample.project.path, f"{bot.url}/webhooks/gitlab", signing_token=signing_token, events=EVENTS)
            print(f"A practice GitLab at {lab.url} sends its signed hooks to Lighterman at {bot.url}.")
            print(f"In its project {sample.project.path}, `main` was built {len(MAIN_SECONDS)} times, in one stage.")
            try:
                _tell(sample)
            except NotReadyError as error:
                raise NotReadyError(f"{error}; Lighterman's log ends so:\n{bot.log_tail()}") from error
            if stays:
                print("\nLook at the pages above in a browser; Ctrl-C ends the demo.", flush=True)
                threading.Event().wait()
    print("\nThe demo is over, and its pages are gone; without ONCE=1 it stays until Ctrl-C.")
    return 0


def _tell(sample: SampleProject) -> None:
    mr = None
    for story in STORIES:
        mr = _tell_story(sample, story)
    asked = sample.lab.add_note(mr, author=sample.author, body=COMMAND)
    answer, seconds = _wait_for(lambda: _said(sample.lab, mr, in_thread_of=asked), f"answer to {COMMAND}")
    print(
        f"\n── !{mr.iid}: {sample.author.username} writes {COMMAND}; the answer came after {seconds:.1f} s\n\n{answer}"
    )


def _tell_story(sample: SampleProject, story: Story) -> Any:
    """Let the pipeline of a story end, print the comment that comes of it, and return the merge request."""
    mr, pipeline = sample.open(story)
    sample.lab.finish(pipeline, "success")
    body, seconds = _wait_for(lambda: _said(sample.lab, mr), f"comment on !{mr.iid}")
    print(f"\n── !{mr.iid} {story.title}: its pipeline ended, and the comment came {seconds:.1f} s later")
    print(f"{sample.lab.url}/{sample.project.path}/-/merge_requests/{mr.iid}\n\n{body}", flush=True)
    return mr


def _wait_for(look: Callable[[], str | None], what: str) -> tuple[str, float]:
    """Return what was looked for and how many seconds it took."""
    started = time.monotonic()
    while (found := look()) is None:
        if time.monotonic() - started > COMMENT_SECONDS:
            raise NotReadyError(f"no {what} within {COMMENT_SECONDS:.0f} s")
        time.sleep(0.05)
    return found, time.monotonic() - started


def _said(lab: PracticeGitLab, mr: Any, *, in_thread_of: Any = None) -> str | None:
    """Return what Lighterman wrote as people see it, without its hidden marker."""
    for note in lab.comments(mr):
        if note.author == lab.bot and (in_thread_of is None or note.discussion_id == in_thread_of.discussion_id):
            return "\n".join(line for line in note.body.splitlines() if not line.startswith("<!--"))
    return None


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a plain `kill` leaves nothing behind either
    sys.exit(main(os.environ))
