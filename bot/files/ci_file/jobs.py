"""Makes jobs of a resolved configuration: what they inherit, their variables, images, rules and scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from bot.files.ci_file.inputs import shell_text
from bot.files.ci_file.model import Image, Job, Rule, Section, Step, Variable
from bot.files.ci_file.problems import Problems
from bot.files.ci_file.spans import Spans
from bot.files.ci_file.variables import expand_text, expand_variables, read_variables, text_of
from bot.files.shell import Command, Script, read_script
from bot.files.yaml_nodes import Items, Node, Pairs, Scalar, scalars

LEGACY = ("image", "services", "cache", "before_script", "after_script")
"""Keywords that may stand at the top level too, and then are defaults."""
DEFAULTS = frozenset((
    "after_script", "artifacts", "before_script", "cache", "hooks", "id_tokens", "identity", "image", "interruptible",
    "retry", "services", "tags", "timeout",
))  # fmt: skip
NO_JOBS = frozenset((
    "default", "include", "spec", "stages", "types", "variables", "workflow", *LEGACY,
))  # fmt: skip
LONGEST_SCRIPT = 100_000
MOST_VARIANTS = 200
"""GitLab's limit for `parallel:matrix`."""


def read_default(root: Pairs, problems: Problems) -> Pairs:
    """Return what every job inherits: `default`, and the keywords that stand at the top level."""
    given = root.pairs("default")
    values, keys = dict(given.values), dict(given.keys)
    for name in LEGACY:
        if root.get(name) is None:
            continue
        if given.get(name) is not None:
            problems.add(root.keys[name], f'"{name}" stands at the top level and below "default"; keep one of the two')
            continue
        values[name], keys[name] = root.values[name], root.keys[name]
    kept = {name: value for name, value in values.items() if name in DEFAULTS}
    return Pairs(kept, keys, given.lost, given.line, given.column, given.last_line, path=given.path)


class JobReader:
    """Reads the jobs of one configuration."""

    def __init__(self, resolved: Pairs, written: Pairs, default: Pairs, problems: Problems) -> None:
        workflow = read_rules(resolved.pairs("workflow").get("rules"))
        self._of_workflow = frozenset(name for rule in workflow for name in rule.variables)
        self._resolved = resolved
        self._written = written
        self._default = default
        self._problems = problems
        self._scripts: dict[tuple[str, bool], Script] = {}
        self._globals = read_variables(resolved.pairs("variables"))

    def variables(self) -> dict[str, Variable]:
        """Return the variables of the top level."""
        return expand_variables(self._globals)

    def read(self) -> dict[str, Job]:
        """Return the jobs by name, hidden ones too."""
        found = {}
        for name, node in self._resolved.values.items():
            if name in NO_JOBS:
                continue
            if isinstance(node, Pairs):
                found[name] = self._job(name, node)
            elif not name.startswith("."):
                self._problems.add(self._resolved.keys[name], f'"{name:.80}" is no job: it must hold keywords')
        return found

    def _job(self, name: str, node: Pairs) -> Job:
        keywords = self._with_defaults(node)
        variables = expand_variables({**self._inherited_variables(node), **read_variables(node.pairs("variables"))})
        self._problems.spend(len(variables) + sum(len(one.value) for one in variables.values()) // 16)
        values = {one: variable.value for one, variable in variables.items()}
        if not name.startswith(".") and not any(node.get(key) for key in ("script", "trigger", "run", "needs")):
            self._problems.add_missing(self._resolved.keys[name], f'"{name:.80}" has no script')
        return Job(
            name=name,
            key=self._resolved.keys[name],
            keywords=keywords,
            own=self._written.pairs(name),
            variables=variables,
            image=read_image(keywords.get("image"), values),
            services=tuple(read_services(keywords.get("services"), values)),
            rules=tuple(read_rules(keywords.get("rules"))),
            matrix=tuple(_matrix(keywords.pairs("parallel").get("matrix"))),
            steps=tuple(self._steps(keywords)),
            of_workflow=self._of_workflow,
        )

    def _with_defaults(self, node: Pairs) -> Pairs:
        """Return a job's keywords over the defaults that it inherits; a bridge job inherits none."""
        added = [
            name
            for name in self._default.values
            if node.get(name) is None and node.get("trigger") is None and _inherits(node, "default", name)
        ]
        if not added:
            return node
        values = {**node.values, **{name: self._default.values[name] for name in added}}
        keys = {**node.keys, **{name: self._default.keys[name] for name in added}}
        return Pairs(values, keys, node.lost, node.line, node.column, node.last_line, node.tag, node.path)

    def _inherited_variables(self, node: Pairs) -> dict[str, Variable]:
        return {name: one for name, one in self._globals.items() if _inherits(node, "variables", name)}

    def _steps(self, keywords: Pairs) -> Iterator[Step]:
        stops = True
        for section in Section:
            # The third script runs in a shell of its own.
            stops = stops or section is Section.AFTER
            spans = Spans()
            for node in scalars(keywords.get(section)):
                script = self._script(node, stops=stops)
                stops = script.stops_on_failure
                is_inside = spans.take(node.text)
                yield from (Step(_perhaps(one) if is_inside else one, node, section) for one in script.commands)

    def _script(self, node: Scalar, *, stops: bool) -> Script:
        if len(node.text) > LONGEST_SCRIPT:
            self._problems.add(node, f"this command is longer than {LONGEST_SCRIPT:,} characters and was not read")
            return Script(stops_on_failure=stops)
        # Jobs share scripts, so each text is read once.
        script = self._scripts.get((node.text, stops))
        if script is None:
            self._problems.spend(len(node.text))
            script = self._scripts[node.text, stops] = read_script(shell_text(node.text), stops_on_failure=stops)
        self._problems.spend(1 + len(script.commands))
        for offset in script.unread:
            line, column = node.place(offset)
            place = Scalar("", line, column, line, path=node.path)
            self._problems.add(place, "this line holds more brackets and pipes than is read as shell")
        return script


def _perhaps(command: Command) -> Command:
    return command if command.is_conditional else replace(command, is_conditional=True)


def _inherits(job: Pairs, kind: str, name: str) -> bool:
    """Tell whether `inherit:` lets something through; without it everything comes through."""
    said = job.pairs("inherit").get(kind)
    if isinstance(said, Items):
        return name in {one.text for one in scalars(said)}
    return not (isinstance(said, Scalar) and text_of(said) == "false")


def read_image(node: Node | None, values: Mapping[str, str]) -> Image | None:
    """Return the image that a keyword names, None where it names none."""
    name = node.get("name") if isinstance(node, Pairs) else node
    if not isinstance(name, Scalar):
        return None
    more = node if isinstance(node, Pairs) else Pairs()
    own = {one: variable.value for one, variable in read_variables(more.pairs("variables")).items()}
    return Image(
        name=expand_text(name.text, values),
        node=name,
        alias=more.text("alias"),
        entrypoint=_texts(more, "entrypoint"),
        command=_texts(more, "command"),
        variables={one: expand_text(value, {**values, **own}) for one, value in own.items()},
    )


def _texts(node: Pairs, key: str) -> tuple[str, ...] | None:
    return tuple(one.text for one in scalars(node.get(key))) if node.get(key) is not None else None


def read_services(node: Node | None, values: Mapping[str, str]) -> Iterator[Image]:
    """Yield the services that a keyword names."""
    for value in node.values if isinstance(node, Items) else [node]:
        if isinstance(value, Items):
            yield from read_services(value, values)
        elif (image := read_image(value, values)) is not None:
            yield image


def read_rules(node: Node | None) -> Iterator[Rule]:
    """Yield the rules of a job or of the workflow; `!reference` may nest them."""
    for value in node.values if isinstance(node, Items) else []:
        if isinstance(value, Items):
            yield from read_rules(value)
        elif isinstance(value, Pairs):
            variables = read_variables(value.pairs("variables"))
            yield Rule(
                line=value.line,
                condition=value.text("if"),
                when=value.text("when"),
                variables={name: one.value for name, one in variables.items()},
                watches_files=value.get("changes") is not None or value.get("exists") is not None,
            )


def _matrix(node: Node | None) -> Iterator[Mapping[str, str]]:
    """Yield the variables of each job that a matrix makes."""
    count = 0
    for entry in node.values if isinstance(node, Items) else []:
        names = entry.values if isinstance(entry, Pairs) else {}
        lists = [[text_of(one) for one in scalars(value)] for value in names.values()]
        for values in product(*lists) if names else []:
            count += 1
            if count > MOST_VARIANTS:
                return
            yield dict(zip(names, values, strict=True))
