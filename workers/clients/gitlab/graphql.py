"""Asks for the whole overview in one GraphQL request, whatever the number of jobs, runs and notes."""

from collections import Counter
from typing import Any

from bot.errors import NotAllowed, NotThere, OutsideError
from bot.facts import Job, MergeRequest, Pipeline
from bot.repo_config import FILE_NAME
from workers.clients.gitlab.connection import Connection
from workers.clients.gitlab.overview import (
    CI_PATH,
    Note,
    Overview,
    Question,
    kind_of,
    runner_class,
    time_of,
    usable_runs,
)

QUERY = """
query Overview(
  $path: ID!, $iids: [String!], $branches: [String!], $state: MergeRequestState, $config: String!,
  $wantsRuns: Boolean!, $target: String, $runs: Int, $wantsExact: Boolean!, $exactSha: String,
  $wantsNotes: Boolean!, $wantsPlan: Boolean!, $wantsCiFile: Boolean!, $ciFile: String!, $ciRef: String
) {
  currentUser { id }
  metadata { version }
  project(fullPath: $path) {
    id
    fullPath
    webUrl
    ciConfigPathOrDefault
    repository {
      blobs(paths: [$config]) { nodes { rawBlob } }
      ciFile: blobs(paths: [$ciFile], ref: $ciRef) @include(if: $wantsCiFile) { nodes { rawBlob } }
    }
    mergeRequests(iids: $iids, sourceBranches: $branches, state: $state, first: 10) {
      nodes {
        iid state sourceBranch targetBranch sourceProjectId diffHeadSha
        diffRefs { baseSha }
        diffStats @include(if: $wantsPlan) { path }
        commenters(first: 100) { nodes { id } pageInfo { hasNextPage } }
        headPipeline { ...run ...plan @include(if: $wantsPlan) project { id fullPath webUrl } }
        oldest: notes(first: 100) @include(if: $wantsNotes) { ...some }
        newest: notes(last: 100) @include(if: $wantsNotes) { ...some }
      }
    }
    pipelines(ref: $target, status: SUCCESS, first: $runs) @include(if: $wantsRuns) { nodes { ...run ...again } }
    exact: pipelines(ref: $target, sha: $exactSha, status: SUCCESS, first: 1) @include(if: $wantsExact) {
      nodes { ...run }
    }
  }
}
fragment run on Pipeline {
  id sha status source finishedAt mergeRequestEventType
  stages(first: 100) {
    nodes {
      jobs(first: 200) {
        nodes { id name status duration queuedDuration finishedAt tags runner { runnerType } }
        pageInfo { hasNextPage }
      }
    }
    pageInfo { hasNextPage }
  }
}
fragment again on Pipeline { again: jobs(retried: true, first: 50) { nodes { name } } }
fragment plan on Pipeline {
  ...again
  stages(first: 100) { nodes { jobs(first: 200) { nodes { schedulingType needs { nodes { name } } } } } }
}
fragment some on NoteConnection {
  nodes { id system body createdAt author { id } }
  pageInfo { hasNextPage }
}
"""
"""Jobs are asked for by CI stage: `Pipeline.jobs` ends after a hundred, `CiStage.jobs` after two hundred of each.

With all its parts it costs about 240 of the 250 points of complexity that GitLab allows, so what the first question has
asked for, the plan of the pipeline and the names of the changed files, is left out where a single run is asked for."""
NOTES_SEEN = 200
JOB, BRIDGE = "/Ci::Build/", "/Ci::Bridge/"
"""What other jobs are, bridges to child pipelines and statuses from outside, has no log."""


def ask(connection: Connection, question: Question) -> tuple[Overview, bool]:
    """Return the overview, and whether the head pipeline has more jobs in a stage than GraphQL gives at once.

    Raise NotThere for a project we may not see, NotAllowed for one whose code we may not read, OutsideError when
    GraphQL does not answer as we expect.
    """
    data = _post(connection, question)
    try:
        return _overview(data, question)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # A field that is null where an older or newer GitLab, or a missing right, hides it.
        raise OutsideError(f"GitLab's GraphQL answered something unexpected ({type(error).__name__})") from None


def _overview(data: Any, question: Question) -> tuple[Overview, bool]:
    project = data["project"]
    if project is None or number_of(project["id"]) != question.project_id:
        raise NotThere(f"the project {question.project_path} with the id {question.project_id}")
    if project["repository"] is None:
        # GraphQL hides what a role does not reach, where REST would answer 403.
        path = question.project_path
        raise NotAllowed(f"GitLab shows no code of {path} (403); the token's user needs the role Reporter there")
    own = number_of(data["currentUser"]["id"])
    found = _merge_request_node(project, question)
    head = found["headPipeline"] if found else None
    ci_path = project["ciConfigPathOrDefault"] or CI_PATH
    notes, has_all_notes = _notes(found)
    own_notes = tuple(note for note in notes if note.author_id == own)
    has_commented = bool(own_notes) if has_all_notes else found is None or _is_among_commenters(found, own)
    overview = Overview(
        project_id=question.project_id,
        project_path=project["fullPath"],
        web_url=project["webUrl"],
        own_user_id=own,
        config_text=_text(project["repository"]["blobs"]),
        merge_request=_merge_request(project, question, found) if found else None,
        pipeline=_pipeline(head, question.project_id) if head else None,
        pipeline_project_path=head["project"]["fullPath"] if head else project["fullPath"],
        pipeline_project_url=head["project"]["webUrl"] if head else project["webUrl"],
        has_commented=has_commented,
        own_notes=own_notes if question.wants_notes else None,
        ci_path=ci_path,
        ci_text=_text(project["repository"].get("ciFile")) if ci_path == question.ci_path else None,
        runs_of=question.target_branch if question.wants_runs or question.exact_sha else None,
        runs=_runs(project, question),
        changed_paths=_changed_paths(found),
        gitlab_version=(data["metadata"] or {}).get("version", ""),
    )
    return overview, bool(head and _has_more_jobs(head))


def _text(blobs: Any) -> str | None:
    return next((blob["rawBlob"] for blob in blobs["nodes"]), None) if blobs else None


def _changed_paths(node: Any) -> tuple[str, ...] | None:
    """Return the names of the files that a merge request changes, None where GitLab does not tell them."""
    rows = node.get("diffStats") if node else None
    return None if rows is None else tuple(str(row["path"]) for row in rows)


def _notes(node: Any) -> tuple[tuple[Note, ...], bool]:
    """Return the notes that were asked for, and whether these are all there are."""
    if not node or "oldest" not in node:
        return (), False
    rows = [*node["oldest"]["nodes"], *node["newest"]["nodes"]]
    notes = {row["id"]: _note(row) for row in rows}
    # Where both ends meet in the middle there is nothing between them.
    has_all = not node["oldest"]["pageInfo"]["hasNextPage"] or len(notes) < NOTES_SEEN
    return tuple(notes.values()), has_all


def _note(row: Any) -> Note:
    author = number_of(row["author"]["id"]) if row["author"] else 0
    return Note(number_of(row["id"]), author, row["body"], time_of(row["createdAt"]), row["system"])


def _has_more_jobs(run: Any) -> bool:
    stages = run["stages"]
    return stages is not None and (
        stages["pageInfo"]["hasNextPage"] or any(one["jobs"]["pageInfo"]["hasNextPage"] for one in stages["nodes"])
    )


def _runs(project: Any, question: Question) -> tuple[Pipeline, ...] | None:
    if not question.wants_runs and not question.exact_sha:
        return None
    nodes = [node for name in ("pipelines", "exact") for node in project.get(name, {"nodes": []})["nodes"]]
    return usable_runs([_pipeline(node, question.project_id) for node in nodes])


def _post(connection: Connection, question: Question) -> Any:
    variables = {
        "path": question.project_path,
        "iids": [str(question.merge_request_iid)] if question.merge_request_iid else None,
        "branches": None if question.merge_request_iid else [question.source_branch],
        "state": None if question.merge_request_iid else "opened",
        "config": FILE_NAME,
        "wantsRuns": question.wants_runs,
        "target": question.target_branch,
        "runs": question.runs,
        "wantsExact": question.exact_sha is not None,
        "exactSha": question.exact_sha,
        "wantsNotes": question.wants_notes,
        "wantsPlan": question.exact_sha is None,
        "wantsCiFile": question.wants_ci_file,
        "ciFile": question.ci_path,
        "ciRef": f"refs/merge-requests/{question.merge_request_iid}/head"
        if question.merge_request_iid
        else question.source_branch,
    }
    answer = connection.post_query("the overview by GraphQL", {"query": QUERY, "variables": variables})
    if not isinstance(answer, dict) or answer.get("errors") or not answer.get("data"):
        errors = answer.get("errors") or [] if isinstance(answer, dict) else []
        said = [str(error.get("message", ""))[:200] for error in errors if isinstance(error, dict)]
        raise OutsideError(f"GitLab's GraphQL refused the overview: {'; '.join(said) or 'no data'}")
    return answer["data"]


def _merge_request_node(project: Any, question: Question) -> Any:
    """Return the merge request asked for; a fork may have a branch of the same name, so the source counts too."""
    nodes = project["mergeRequests"]["nodes"]
    if question.merge_request_iid:
        return next(iter(nodes), None)
    return next((node for node in nodes if node["sourceProjectId"] == question.project_id), None)


def _merge_request(project: Any, question: Question, node: Any) -> MergeRequest:
    return MergeRequest(
        project_id=question.project_id,
        project_path=project["fullPath"],
        iid=int(node["iid"]),
        state=node["state"],
        source_branch=node["sourceBranch"],
        target_branch=node["targetBranch"],
        source_project_id=node["sourceProjectId"],
        head_sha=node["diffHeadSha"] or "",
        base_sha=(node["diffRefs"] or {}).get("baseSha"),
    )


def _pipeline(node: Any, project_id: int) -> Pipeline:
    stages = (node["stages"] or {"nodes": []})["nodes"]
    return Pipeline(
        id=number_of(node["id"]),
        project_id=number_of(node["project"]["id"]) if node.get("project") else project_id,
        sha=node["sha"],
        status=node["status"].lower(),
        source=node["source"] or "",
        kind=kind_of(node["mergeRequestEventType"]),
        finished_at=time_of(node["finishedAt"]),
        jobs=_jobs(node),
        has_children=any(BRIDGE in job["id"] for stage in stages for job in stage["jobs"]["nodes"]),
    )


def _jobs(run: Any) -> tuple[Job, ...]:
    """Return the jobs of all stages, newest first, as REST lists them."""
    retries = Counter(node["name"] for node in (run.get("again") or {"nodes": []})["nodes"])
    stages = (run["stages"] or {"nodes": []})["nodes"]
    rows = [(place, node) for place, stage in enumerate(stages) for node in stage["jobs"]["nodes"]]
    jobs = [job_of(node, place, retries[node["name"]]) for place, node in rows if JOB in node["id"]]
    return tuple(sorted(jobs, key=lambda job: -job.id))


def job_of(node: Any, stage: int, retries: int) -> Job:
    """Return a job; `retries` of it were tried before, in the CI stage of that place."""
    runner = node["runner"]["runnerType"] if node["runner"] else ""
    return Job(
        id=number_of(node["id"]),
        name=node["name"],
        status=node["status"].lower(),
        duration_seconds=node["duration"],
        queued_seconds=node["queuedDuration"],
        finished_at=time_of(node["finishedAt"]),
        runner=runner_class(runner, node["tags"]),
        retries=retries,
        stage=stage,
        needs=tuple(one["name"] for one in node["needs"]["nodes"]) if node.get("schedulingType") == "dag" else None,
    )


def _is_among_commenters(node: Any, own_user_id: int) -> bool:
    """Tell whether our user is, or may be, one of those who commented."""
    commenters = node["commenters"]
    return commenters["pageInfo"]["hasNextPage"] or any(
        number_of(user["id"]) == own_user_id for user in commenters["nodes"]
    )


def number_of(global_id: str) -> int:
    """Return 31 for gid://gitlab/Ci::Pipeline/31."""
    return int(global_id.rsplit("/", 1)[-1])
