"""Plain pages for people: a merge request with its notes rendered as GitLab would."""

from html import escape
from typing import TYPE_CHECKING

from tests.fakes.gitlab.markdown import render
from tests.fakes.gitlab.state import MergeRequest, Note, Pipeline
from tests.fakes.loopback import Answer

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#28272d;background:#fbfafd;margin:0}
main{max-width:900px;margin:32px auto;padding:0 16px}
h1{font-size:24px;margin:4px 0}.meta{color:#626168;margin-bottom:24px}
.badge{background:#2f68b4;color:#fff;border-radius:12px;padding:1px 10px;font-size:13px}
.note{background:#fff;border:1px solid #dcdcde;border-radius:8px;padding:8px 20px 14px;margin:14px 0}
.author{color:#626168;font-size:13px;border-bottom:1px solid #ececef;padding:6px 0;margin-bottom:8px}
.system{color:#626168;font-size:13px;margin:14px 20px}
table{border-collapse:collapse;margin:10px 0}td,th{border:1px solid #dcdcde;padding:6px 12px}th{background:#f6f6f8}
code{background:#ececef;border-radius:4px;padding:1px 5px;font-size:13px}
pre{overflow-x:auto;margin:10px 0}pre code{display:block;padding:10px}
blockquote{border-left:3px solid #dcdcde;margin:10px 0;padding:0 12px;color:#626168}
figure{border:1px solid #dcdcde;border-radius:6px;margin:10px 0;padding:0 12px}
figcaption{color:#626168;font-size:13px;padding-top:6px}
ul.contains-task-list{list-style:none;padding-left:8px}
sub{color:#626168;font-size:12.5px;vertical-align:baseline}a{color:#1068bf;text-decoration:none}h3{font-size:18px}
summary{cursor:pointer;color:#1068bf}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A page fetches nothing and runs nothing, whatever a note holds."""


def answer(lab: "PracticeGitLab", path: str) -> Answer:
    """Return the page behind a path."""
    for project in lab.projects.values():
        for mr in project.merge_requests:
            if path == f"/{project.path}/-/merge_requests/{mr.iid}":
                return _page(f"{mr.title} (!{mr.iid})", _merge_request(lab, mr))
    for pipeline in lab.pipelines.values():
        if path == f"/{pipeline.project.path}/-/pipelines/{pipeline.id}":
            return _page(f"Pipeline #{pipeline.id}", _pipeline(pipeline))
    if path == "/":
        return _page("Merge requests", _index(lab))
    return Answer(404, b"not found", {"Content-Type": "text/plain"})


def _index(lab: "PracticeGitLab") -> str:
    rows = [
        f'<li><a href="/{escape(one.path)}/-/merge_requests/{mr.iid}">!{mr.iid}</a> {escape(mr.title)}</li>'
        for one in lab.projects.values()
        for mr in one.merge_requests
    ]
    return f"<h1>Merge requests</h1><ul>{''.join(rows)}</ul>"


def _pipeline(one: Pipeline) -> str:
    jobs = "".join(f"<li>{escape(job.name)}: {escape(job.status)}</li>" for job in one.latest_jobs)
    return f"<h1>Pipeline #{one.id}: {escape(one.status)}</h1><ul>{jobs}</ul>"


def _merge_request(lab: "PracticeGitLab", mr: MergeRequest) -> str:
    branches = f"<code>{escape(mr.source_branch)}</code> into <code>{escape(mr.target_branch)}</code>"
    state = f'<span class="badge">{escape(mr.state)}</span>'
    who = f"!{mr.iid} · {escape(mr.author.username)} wants {branches}"
    people = [user.username for user in lab.users.values()]
    notes = "".join(_note(note, people) for note in mr.notes)
    return f'<h1>{escape(mr.title)}</h1><div class="meta">{state} {who}</div>{notes}'


def _note(note: Note, people: list[str]) -> str:
    author = escape(note.author.username)
    if note.is_system:
        return f'<div class="system">{author} {escape(note.body)}</div>'
    edited = " · edited" if note.edits else ""
    body = render(note.body, people=people, is_on_a_diff=note.type == "DiffNote")
    return f'<div class="note" id="note_{note.id}"><div class="author">{author}{edited}</div>{body}</div>'


def _page(title: str, content: str) -> Answer:
    head = f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style>"
    html = f"{head}<main>{content}</main>"
    return Answer(200, html.encode(), {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY})
