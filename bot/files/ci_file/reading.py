"""Reads a CI file and resolves it in GitLab's order: inputs, includes, extends, references, defaults."""

from bot.files.ci_file.includes import Find, Includer, filled, split
from bot.files.ci_file.jobs import JobReader, read_default, read_rules
from bot.files.ci_file.merging import extend
from bot.files.ci_file.model import CiFile, Problem, ProblemKind
from bot.files.ci_file.problems import Problems, TooMuchEffortError
from bot.files.ci_file.recovery import read_around_problems
from bot.files.ci_file.references import TAG, resolve_references
from bot.files.yaml_node_reading import MOST_CHARACTERS, Documents
from bot.files.yaml_nodes import Items, Node, Pairs, Scalar

MOST_DOCUMENTS = 2


def read_ci_file(text: str, path: str = "", find: Find | None = None) -> CiFile:
    """Return what a CI file says; `problems` tells what could not be read, with its place. Raises nothing.

    `find` returns the local files that an include means. GitLab Runner's and GitLab's own variables stay `${NAME}`.
    """
    if len(text) > MOST_CHARACTERS:
        said = f"the file is larger than {MOST_CHARACTERS // 2**20} MiB and was not read"
        return CiFile(problems=(Problem(1, 1, said, path),), is_whole=False)
    documents, found = read_around_problems(text, path)
    problems = Problems(found, is_whole=not found)
    for complaint in documents.complaints:
        problems.add_missing(Scalar("", complaint.line, complaint.column, path=path), complaint.text)
    try:
        return _resolved(documents, path, find, problems)
    except TooMuchEffortError:
        said = "the file unfolds to more than is read here (extends, references and scripts together)"
        return CiFile(problems=(*problems.sorted(), Problem(1, 1, said, path)), is_whole=False)


def _resolved(documents: Documents, path: str, find: Find | None, problems: Problems) -> CiFile:
    header, content = split(documents)
    _complain_of_documents(documents, header, content, path, problems)
    root = filled(header, content, Pairs(), problems)
    includer = Includer(find, problems)
    merged = includer.merged(root, (path,) if path else ())
    for node in [header, root]:
        _complain_of_lost_keys(node, problems)
    resolved = extend(merged, problems)
    if _uses_references(merged, problems):
        resolved = resolve_references(resolved, problems)
    default = read_default(resolved, problems)
    reader = JobReader(resolved, merged, default, problems)
    jobs = reader.read()
    return CiFile(
        jobs=jobs,
        variables=reader.variables(),
        default=default,
        root=root,
        merged=merged,
        header=header,
        includes=tuple(includer.named),
        workflow_rules=tuple(read_rules(resolved.pairs("workflow").get("rules"))),
        problems=problems.sorted(),
        is_whole=problems.is_whole,
    )


def _complain_of_documents(
    documents: Documents, header: Pairs | None, content: Node | None, path: str, problems: Problems
) -> None:
    if content is not None and not isinstance(content, Pairs):
        problems.add(content, "the file must hold jobs: names with keywords below them")
    if content is None and not problems.found:
        problems.add(Scalar("", path=path), "the file holds no jobs")
    if len(documents.roots) > MOST_DOCUMENTS or (len(documents.roots) == MOST_DOCUMENTS and header is None):
        extra = next((root for root in documents.roots[1:] if root is not None), Scalar("", path=path))
        problems.add(extra, 'a second document is read only behind a header of "spec:"; take the line "---" out')


def _complain_of_lost_keys(node: Node | None, problems: Problems) -> None:
    """Report keys that stand twice in one mapping: GitLab takes the last one and says nothing."""
    waiting: list[Node | None] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Pairs):
            for key in one.lost:
                again = one.keys[key.text].line if key.text in one.keys else key.line
                said = f'"{key.text:.80}" stands again on line {again}, and only that one counts'
                problems.add(key, said, ProblemKind.REPEATED)
        if isinstance(one, Items | Pairs):
            problems.spend(1)
            waiting += one.values.values() if isinstance(one, Pairs) else one.values


def _uses_references(node: Node, problems: Problems) -> bool:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Items | Pairs):
            problems.spend(1)
            if one.tag == TAG:
                return True
            waiting += one.values.values() if isinstance(one, Pairs) else one.values
    return False
