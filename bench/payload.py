"""The hook that intake is measured with: a finished pipeline of 34 jobs, about 30 kB, each one new."""

import json
from dataclasses import dataclass
from typing import Any

TOKEN = "bench-secret-token"
JOBS = 34
MERGE_REQUESTS = 1000
"""Events are spread over so many merge requests."""
_PIPELINE, _MERGE_REQUEST = 999_999_999_901, 999_902
_USER = {
    "id": 41,
    "name": "Dana Example",
    "username": "dana",
    "avatar_url": "http://gitlab.test/uploads/-/system/user/avatar/41/avatar.png",
    "email": "[REDACTED]",
}


@dataclass(frozen=True)
class Hook:
    """A hook in pieces, so that a new one costs no more than joining them."""

    pieces: tuple[bytes, bytes, bytes]

    def body(self, number: int) -> bytes:
        """Return the event with this number; equal numbers are equal events."""
        before, between, after = self.pieces
        return b"%b%012d%b%d%b" % (before, 10**11 + number, between, 1 + number % MERGE_REQUESTS, after)


def make_hook() -> Hook:
    """Return the hook."""
    text = json.dumps(_event()).encode()
    before, _, rest = text.partition(str(_PIPELINE).encode())
    between, _, after = rest.partition(str(_MERGE_REQUEST).encode())
    return Hook((before, between, after))


def _event() -> dict[str, Any]:
    sha = "5d6f2c1be0a94c7f8e3b1a2d4c5e6f708192a3b4"
    return {
        "object_kind": "pipeline",
        "object_attributes": {
            "id": _PIPELINE,
            "iid": 512,
            "name": "Merge request checks",
            "ref": "feature/invoices",
            "tag": False,
            "sha": sha,
            "before_sha": "0" * 40,
            "source": "merge_request_event",
            "status": "success",
            "detailed_status": "passed",
            "stages": ["build", "test", "publish"],
            "created_at": "2026-03-02 10:00:00 UTC",
            "finished_at": "2026-03-02 10:21:37 UTC",
            "duration": 1297,
            "queued_duration": 4,
            "protected_ref": False,
            "variables": [],
            "url": "http://gitlab.test/acme/api/-/pipelines/1",
        },
        "merge_request": {
            "id": 901,
            "iid": _MERGE_REQUEST,
            "title": "Bring invoices",
            "source_branch": "feature/invoices",
            "source_project_id": 4711,
            "target_branch": "main",
            "target_project_id": 4711,
            "state": "opened",
            "merge_status": "can_be_merged",
            "detailed_merge_status": "mergeable",
            "url": "http://gitlab.test/acme/api/-/merge_requests/1",
        },
        "user": _USER,
        "project": {
            "id": 4711,
            "name": "api",
            "description": "Invoices and the like",
            "web_url": "http://gitlab.test/acme/api",
            "avatar_url": None,
            "git_ssh_url": "git@gitlab.test:acme/api.git",
            "git_http_url": "http://gitlab.test/acme/api.git",
            "namespace": "acme",
            "visibility_level": 0,
            "path_with_namespace": "acme/api",
            "default_branch": "main",
            "ci_config_path": None,
        },
        "commit": {
            "id": sha,
            "message": "Render invoices as PDF\n\nThe old renderer needed a browser.\n",
            "title": "Render invoices as PDF",
            "timestamp": "2026-03-02T09:59:31+00:00",
            "url": f"http://gitlab.test/acme/api/-/commit/{sha}",
            "author": {"name": "Dana Example", "email": "[REDACTED]"},
        },
        "builds": [_build(number) for number in range(JOBS)],
    }


def _build(number: int) -> dict[str, Any]:
    stage = ("build", "test", "publish")[number % 3]
    return {
        "id": 771_000 + number,
        "stage": stage,
        "name": f"{stage}:part-{number}",
        "status": "success",
        "created_at": "2026-03-02 10:00:00 UTC",
        "started_at": f"2026-03-02 10:0{number % 10}:11 UTC",
        "finished_at": f"2026-03-02 10:1{number % 10}:42 UTC",
        "duration": 31.25 + number,
        "queued_duration": 1.5,
        "failure_reason": None,
        "when": "on_success",
        "manual": False,
        "allow_failure": False,
        "user": _USER,
        "runner": {
            "id": 7,
            "description": "docker-7.runners.gitlab.test",
            "runner_type": "instance_type",
            "active": True,
            "is_shared": True,
            "tags": ["docker", "dind", "linux", "amd64", "large"],
        },
        "artifacts_file": {"filename": None, "size": None},
        "environment": {"name": f"review/part-{number}", "action": "start", "deployment_tier": "development"},
    }
