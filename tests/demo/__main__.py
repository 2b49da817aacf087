"""Tell the whole story once on this machine: hooks go in, the two comments come out, the page stays to be looked at."""

import os
import secrets
import signal
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.demo.lighterman import Lighterman, NotReadyError
from tests.demo.sample import STORIES, SampleProject
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import PracticeRegistry

COMMENT_SECONDS = 60.0
EVENTS = {"pipeline", "job", "merge_request", "note", "push"}


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
            "GITLAB_WEBHOOK_SIGNING_TOKEN": signing_token,
        }
        with Lighterman(settings, folder=folder) as bot:
            lab.subscribe(sample.project.path, f"{bot.url}/webhooks/gitlab", signing_token=signing_token, events=EVENTS)
            print(f"GitLab (practice): {lab.url}   Lighterman: {bot.url}")
            if not _tell_stories(sample, bot):
                return 1
            if stays:
                print("Look at the pages above in a browser; Ctrl-C ends the demo.", flush=True)
                threading.Event().wait()
    return 0


def _tell_stories(sample: SampleProject, bot: Lighterman) -> bool:
    for story in STORIES:
        mr, pipeline = sample.open(story)
        started = time.monotonic()
        sample.lab.finish(pipeline, "success")
        body = _wait_for_comment(sample.lab, mr)
        if body is None:
            print(f"No comment on !{mr.iid} within {COMMENT_SECONDS:.0f} s. Lighterman's log ends so:", file=sys.stderr)
            print(bot.log_tail(), file=sys.stderr)
            return False
        print(f"\n!{mr.iid} {story.title}: the comment came {time.monotonic() - started:.1f} s after the hook")
        print(f"{sample.lab.url}/{sample.project.path}/-/merge_requests/{mr.iid}\n\n{body}", flush=True)
    return True


def _wait_for_comment(lab: PracticeGitLab, mr: Any) -> str | None:
    deadline = time.monotonic() + COMMENT_SECONDS
    while time.monotonic() < deadline:
        for note in lab.comments(mr):
            if note.author == lab.bot:
                return str(note.body)
        time.sleep(0.05)
    return None


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a plain `kill` leaves nothing behind either
    sys.exit(main(os.environ))
