"""Plain pages for people: a merge request with its notes rendered as GitLab would."""

import re
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tests.fakes.gitlab.state import MergeRequest
from tests.fakes.loopback import Answer

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#28272d;background:#fbfafd;margin:0}
main{max-width:900px;margin:32px auto;padding:0 16px}
h1{font-size:24px;margin:4px 0}.meta{color:#626168;margin-bottom:24px}
.note{background:#fff;border:1px solid #dcdcde;border-radius:8px;padding:8px 20px 14px;margin:14px 0}
.author{color:#626168;font-size:13px;border-bottom:1px solid #ececef;padding:6px 0;margin-bottom:8px}
table{border-collapse:collapse;margin:10px 0}td,th{border:1px solid #dcdcde;padding:6px 12px}th{background:#f6f6f8}
code{background:#ececef;border-radius:4px;padding:1px 5px;font-size:13px}pre code{display:block;padding:10px}
sub{color:#626168;font-size:12.5px;vertical-align:baseline}a{color:#1068bf;text-decoration:none}h3{font-size:18px}
summary{cursor:pointer;color:#1068bf}
"""
ALLOWED = re.compile(r"</?(?:details|summary|sub|sup|br|b|i)>")


def answer(lab: "PracticeGitLab", path: str) -> Answer:
    """Return the page behind a path."""
    for project in lab.projects.values():
        for mr in project.merge_requests:
            if path == f"/{project.path}/-/merge_requests/{mr.iid}":
                return _page(f"{mr.title} (!{mr.iid})", _merge_request(mr))
    if path == "/":
        links = [
            f'<li><a href="/{one.path}/-/merge_requests/{mr.iid}">!{mr.iid}</a> {escape(mr.title)}</li>'
            for one in lab.projects.values()
            for mr in one.merge_requests
        ]
        return _page("Merge requests", f"<h1>Merge requests</h1><ul>{''.join(links)}</ul>")
    for pipeline in lab.pipelines.values():
        if path == f"/{pipeline.project.path}/-/pipelines/{pipeline.id}":
            jobs = "".join(f"<li>{escape(job.name)}: {escape(job.status)}</li>" for job in pipeline.latest_jobs)
            return _page(
                f"Pipeline #{pipeline.id}", f"<h1>Pipeline #{pipeline.id}: {pipeline.status}</h1><ul>{jobs}</ul>"
            )
    return Answer(404, b"not found")


def _merge_request(mr: MergeRequest) -> str:
    branches = f"<code>{escape(mr.source_branch)}</code> into <code>{escape(mr.target_branch)}</code>"
    head = (
        f'<h1>{escape(mr.title)}</h1><div class="meta">!{mr.iid} · {escape(mr.author.username)} wants {branches}</div>'
    )
    notes = [
        f'<div class="note"><div class="author">{escape(note.author.username)}</div>{_render(note.body)}</div>'
        for note in mr.notes
    ]
    return head + "".join(notes)


def _render(body: str) -> str:
    """Render Markdown with GitLab's few allowed tags; every other tag is shown as text, comments are hidden."""
    plain = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    safe = "".join(
        part if ALLOWED.fullmatch(part) else part.replace("<", "&lt;")
        for part in re.split(f"({ALLOWED.pattern})", plain)
    )
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(safe)


def _page(title: str, content: str) -> Answer:
    html = (
        f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style><main>{content}</main>"
    )
    return Answer(200, html.encode(), {"Content-Type": "text/html; charset=utf-8"})
