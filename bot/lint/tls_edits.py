"""The edits that make a job's Docker client and its dind service speak TLS with each other."""

from collections.abc import Iterator, Sequence

from bot.files.ci_file import Job
from bot.lint.dind import CERTIFICATES
from bot.lint.edits import indent_of, replace_lines, swap
from bot.lint.finding import Edit
from bot.lint.sources import CiSource

PLAIN = 2375
TLS = 2376
FOLDER = "/certs"
CLIENT = {"DOCKER_TLS_VERIFY": '"1"', "DOCKER_CERT_PATH": f"{FOLDER}/client"}
"""What a client needs that is not Docker's own image, whose start finds the certificates itself."""


def port_edit(source: CiSource, job: Job, old: int, new: int, added: Sequence[str] = ()) -> Edit | None:
    """Return the edit of the port in DOCKER_HOST; `added` are lines that go below it."""
    variable = job.variables.get("DOCKER_HOST")
    if variable is None:
        return None
    node, part = variable.node, source.part(variable.node.path)
    edit = swap(part, node.line, (f":{old}", f":{new}"), after=node.column)
    if edit is None or not added:
        return edit
    line = part.line(node.line)
    if not line.lstrip().startswith("DOCKER_HOST"):
        return edit
    return replace_lines(
        part, node.line, node.line, edit.text.rstrip("\n"), *(f"{indent_of(line)}{one}" for one in added)
    )


def plain_to_tls(source: CiSource, job: Job) -> Iterator[Edit | None]:
    """Yield the edit that sends the client to the port with TLS, with what it needs there."""
    added = [f"{name}: {value}" for name, value in CLIENT.items() if name not in job.variables]
    yield port_edit(source, job, PLAIN, TLS, added)


def tls_on(source: CiSource, job: Job) -> Edit | None:
    """Return the edit that gives DOCKER_TLS_CERTDIR a folder in place of nothing."""
    node = job.variables[CERTIFICATES].node
    part = source.part(node.path)
    line = part.line(node.line)
    if node.text or not node.style:
        return None if node.text else replace_lines(part, node.line, node.line, f"{line.rstrip()} {FOLDER}")
    quotes = node.style * 2
    return swap(part, node.line, (quotes, f"{node.style}{FOLDER}{node.style}"), after=node.column)
