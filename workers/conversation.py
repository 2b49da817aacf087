"""Carries out what a command wants, one action after the other, and sends back what came of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import slash
from bot.acceptance import Accepted
from bot.actions import (
    Accept,
    Action,
    Answer,
    CancelJob,
    CommitFixes,
    DeleteTag,
    LookAtBuild,
    LookAtCaches,
    LookAtFiles,
    LookAtLog,
    LookAtPast,
    LookAtPipeline,
    LookAtQueue,
    LookAtRepair,
    LookAtReview,
    OpenMergeRequest,
    Receipt,
    RetryJob,
    ReviewNow,
    StartPipeline,
    Step,
    TakeTurn,
    Vouch,
)
from bot.caches import Caches
from bot.commands import Call
from bot.facts import ReviewFacts
from bot.reactions import EVENTS
from bot.tasks import ReviewPipeline, RunCommand
from workers.answers import AnswerNote
from workers.audit import record_change
from workers.builds import Builds
from workers.caches import CacheSearch
from workers.clients.gitlab import Overview
from workers.fixes import repair
from workers.gather import Gathered, gather
from workers.layer_files import largest_files
from workers.outcome import Done
from workers.tasks import review_pipeline
from workers.toolbox import Toolbox
from workers.turns import Turns


@dataclass(frozen=True)
class Ended:
    """How far a command came: its receipt, and when to go on if it is not final."""

    receipt: Receipt
    look_again_seconds: float | None = None


class Conversation:
    """One command of one note."""

    def __init__(self, call: Call, overview: Overview, task: RunCommand, tools: Toolbox, note: AnswerNote) -> None:
        self._call, self._overview, self._task, self._tools, self._note = call, overview, task, tools, note
        self._turns = Turns(tools.store, overview.web_url)
        self._builds = Builds(overview, call.merge_request, tools)
        self._search = CacheSearch(overview, call.merge_request, tools)

    def carry_out(self) -> Ended:
        """Run the command to its end, or until it wants to wait."""
        run = slash.run(self._call)
        last, sent = Answer("", Receipt.DONE), None
        while True:
            try:
                action: Action = run.send(sent)
            except StopIteration:
                if last.receipt.is_final:
                    self._turns.end(self._call)
                return Ended(last.receipt, last.look_again_seconds)
            if isinstance(action, Answer):
                last = action
            sent = self._do(action)
            record_change(self._call, action, sent)

    def _do(self, action: Action) -> Any:
        ci, store = self._tools.gitlab.ci, self._tools.store
        doers: dict[type, Callable[[Any], Any]] = {
            Answer: lambda answer: self._note.write(answer) if answer.text else None,
            TakeTurn: lambda _: self._turns.refusal(self._call),
            ReviewNow: lambda _: self._review(),
            LookAtReview: lambda _: self._facts(),
            LookAtBuild: lambda _: self._builds.newest(),
            LookAtPipeline: lambda one: self._builds.one(one.project_id, one.pipeline_id),
            LookAtCaches: self._caches,
            LookAtPast: lambda one: self._search.past(one.project_id, one.job_name),
            LookAtLog: lambda one: self._search.log(one.project_id, one.job),
            LookAtFiles: lambda one: largest_files(self._tools, one.reference, one.digests),
            DeleteTag: lambda one: self._tools.gitlab.registry_tags.delete(one.tag),
            StartPipeline: self._start,
            LookAtRepair: lambda one: repair(self._tools, one.project_id, one.sha, one.rule),
            CommitFixes: self._tools.gitlab.changes.commit,
            OpenMergeRequest: self._tools.gitlab.changes.open_merge_request,
            LookAtQueue: lambda _: self._tools.inbox.due(EVENTS) if self._tools.inbox else 0,
            RetryJob: lambda job: ci.retry(job.project_id, job.job_id),
            CancelJob: lambda job: ci.cancel(job.project_id, job.job_id),
            Accept: self._accept,
            Vouch: lambda vouch: store.remember_vouch(*self._place, vouch.sha),
        }
        return doers[type(action)](action)

    def _caches(self, action: LookAtCaches) -> Caches:
        build = self._builds.newest()
        if build is None:
            raise RuntimeError("a job without a pipeline")
        return self._search.caches(build, action.jobs, self._builds.definition(build.pipeline))

    def _start(self, action: StartPipeline) -> Step:
        """Start a pipeline unless we have; GitLab may have done so while its answer was lost, or we were killed."""
        ci, request = self._tools.gitlab.ci, self._call.merge_request
        ref = request.source_branch if action.variable else f"refs/merge-requests/{request.iid}/head"
        source = "api" if action.variable else "merge_request_event"
        me = self._tools.gitlab.own_user().username
        if found := ci.started_since(action.project_id, action.after, me, ref, source):
            return found
        if action.variable:
            return ci.start(action.project_id, ref, {action.variable: "1"})
        return ci.start_for_merge_request(request.project_id, request.iid)

    def _facts(self) -> ReviewFacts | str:
        gathered = gather(self._review_task, self._tools)
        return gathered.facts if isinstance(gathered, Gathered) else gathered.reason

    @property
    def _place(self) -> tuple[int, int]:
        return self._task.project.id, self._task.merge_request_iid

    @property
    def _review_task(self) -> ReviewPipeline:
        return ReviewPipeline(
            project=self._call.project,
            merge_request_iid=self._task.merge_request_iid,
            is_asked=True,
            event_uuid=self._task.event_uuid,
        )

    def _review(self) -> str:
        outcome = review_pipeline.run(self._review_task, self._tools)
        return "" if isinstance(outcome, Done) and not outcome.is_silent else outcome.why

    def _accept(self, action: Accept) -> None:
        accepted = Accepted(action.what, action.until, self._call.caller.username, action.reason)
        self._tools.store.remember_acceptance(*self._place, accepted)
