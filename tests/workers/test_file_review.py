"""Merge requests that touch Dockerfile or CI file: what is asked, which threads are opened, and what becomes of them."""

import pytest

from tests.workers.desk import open_desk

RIGHT = 'FROM node:24.1-alpine\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nUSER node\nCMD ["node"]\n'
WRONG = 'FROM node:24.1-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["node"]\n'
MANIFEST = '{"name": "x"}\n'


@pytest.fixture
def desk():
    with open_desk() as desk:
        desk.files |= {"Dockerfile": RIGHT, "package.json": MANIFEST, ".dockerignore": "node_modules\n"}
        desk.main_ran()
        yield desk


def test_a_wrong_order_gets_one_thread_whose_suggestion_mends_it(desk):
    desk.files["Dockerfile"] = WRONG
    mr = desk.open_mr()
    desk.review(mr, desk.pipeline(size=100))
    [thread] = desk.lab.threads(mr)
    assert (thread.position.new_path, thread.position.new_line) == ("Dockerfile", 3)
    assert "**copy-order**" in thread.body
    assert "```suggestion:-0+1\n" in thread.body
    said = "\n".join(desk.said(mr))
    assert "1 new mistake in the files that build the images: 1 in a thread on the line." in said
    assert desk.lab.apply_suggestion(mr, thread, user=desk.dana) == ""
    assert desk.project.commits[mr.head_sha].files["Dockerfile"].index("RUN npm ci") < desk.project.commits[
        mr.head_sha
    ].files["Dockerfile"].index("COPY . .")
    desk.files["Dockerfile"] = desk.project.commits[mr.head_sha].files["Dockerfile"]
    desk.review(mr, desk.pipeline(size=100))
    assert len(desk.lab.threads(mr)) == 1
    assert "The mistake copy-order in `Dockerfile` is gone, its thread is resolved." in "\n".join(desk.said(mr))
