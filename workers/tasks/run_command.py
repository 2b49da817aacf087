"""Runs the slash commands of a note, with the rights that its author has now, and gives a receipt for them."""

from collections.abc import Sequence
from datetime import timedelta

from bot import rights, slash
from bot.actions import Answer, Receipt
from bot.commands import Call, Caller, Command
from bot.repo_config import read_repo_config
from bot.slash import Typo
from bot.tasks import ProjectHint, RunCommand
from workers.answers import AnswerNote
from workers.audit import record
from workers.builds import ask
from workers.clients.gitlab import Note, Overview
from workers.clients.gitlab.receipts import Receipts
from workers.conversation import Conversation, Ended
from workers.outcome import Done, Outcome, TryAgain
from workers.toolbox import Toolbox

TASK = RunCommand
OLDEST = timedelta(minutes=15)
"""A hook that is replayed later must not run its command again."""
WORST_FIRST = (Receipt.FAILED, Receipt.REFUSED, Receipt.DONE)
"""One emoji stands for all commands of a note."""


def run(task: RunCommand, tools: Toolbox) -> Outcome:
    """Read the note again, see who wrote it and how far an earlier attempt came, and do what it asks."""
    note = tools.gitlab.note(task.project.id, task.merge_request_iid, task.note_id)
    me = tools.gitlab.own_user()
    if note.is_system or note.author_id == me.id:
        return Done("the note is not a person's")
    commands = slash.find_commands(note.body, own_name=me.username.lower())
    typos = slash.find_typos(note.body, own_name=me.username.lower())
    if not commands and not typos:
        return Done("the note holds no command")
    receipts = tools.gitlab.receipts(task.project.id, task.merge_request_iid, task.note_id)
    if receipts.final is not None:
        return Done("the note has its receipt already")
    if not receipts.is_seen and (note.created_at is None or tools.now() - note.created_at > OLDEST):
        return Done("the note is too old to be obeyed")
    if not commands:
        return _hint(task, tools, typos)
    return _Run(task, tools, note, receipts).run(commands)


def _hint(task: RunCommand, tools: Toolbox, typos: Sequence[Typo]) -> Outcome:
    """Say what was perhaps meant, in one line, and do nothing."""
    meant = ", ".join(f"`/{typo.written}`: did you mean `/{typo.meant}`?" for typo in typos)
    answer = AnswerNote(tools, task, 0)
    if answer.receipt is None:
        answer.write(Answer(f"ℹ️ {meant}", Receipt.DONE))
    return Done("asked what was meant")


class _Run:
    """All commands of one note."""

    def __init__(self, task: RunCommand, tools: Toolbox, note: Note, receipts: Receipts) -> None:
        self._task, self._tools, self._note, self._receipts = task, tools, note, receipts

    def run(self, commands: Sequence[Command]) -> Outcome:
        caller = self._tools.gitlab.caller(self._task.project.id, self._note.author_id)
        if not caller.is_bot:
            # A person sees at once that we are there; whether a bot is obeyed tells only the project's file.
            self._receipts.give(Receipt.SEEN)
        overview = ask(self._task, self._tools)
        config, _ = read_repo_config(overview.config_text)
        if not rights.is_heard(caller, config):
            return Done("the note is another bot's")
        self._receipts.give(Receipt.SEEN)
        ended = [self._obey(number, command, caller, overview) for number, command in enumerate(commands)]
        waiting = [one.look_again_seconds for one in ended if one.look_again_seconds is not None]
        names = ", ".join(command.name for command in commands)
        if waiting:
            return TryAgain(min(waiting), f"{names}: not over yet")
        self._receipts.give(next(receipt for receipt in WORST_FIRST if receipt in {one.receipt for one in ended}))
        return Done(f"ran {names}")

    def _obey(self, number: int, command: Command, caller: Caller, overview: Overview) -> Ended:
        answer = AnswerNote(self._tools, self._task, number)
        if answer.receipt is not None:
            return Ended(answer.receipt)
        call = self._call(command, caller, overview, answer)
        ended = Conversation(call, overview, self._task, self._tools, answer).carry_out()
        if ended.receipt.is_final:
            record(call, str(command), ended.receipt.name.lower())
        return ended

    def _call(self, command: Command, caller: Caller, overview: Overview, answer: AnswerNote) -> Call:
        request = overview.merge_request
        if request is None:
            raise RuntimeError("a note's merge request is gone")
        config, _ = read_repo_config(overview.config_text)
        return Call(
            command=command,
            caller=caller,
            project=ProjectHint(self._task.project.id, overview.project_path),
            merge_request=request,
            discussion_id=self._task.discussion_id,
            note_id=self._task.note_id,
            now=self._tools.now(),
            config=config,
            vouched_sha=self._tools.store.vouch(self._task.project.id, self._task.merge_request_iid),
            memory=answer.memory,
        )
