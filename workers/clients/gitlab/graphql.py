"""Asks for the whole overview in one GraphQL request, whatever the number of jobs, runs and notes."""

from typing import Any

from bot.errors import NotThere, OutsideError
from bot.facts import Job, MergeRequest, Pipeline
from bot.repo_config import FILE_NAME
from workers.clients.gitlab.connection import Connection
from workers.clients.gitlab.overview import Overview, Question, kind_of, time_of, usable_runs

QUERY = """
query Overview(
  $path: ID!, $iids: [String!], $branches: [String!], $state: MergeRequestState, $config: String!,
  $wantsRuns: Boolean!, $target: String, $runs: Int
) {
  currentUser { id }
  project(fullPath: $path) {
    id
    fullPath
    webUrl
    repository { rootRef blobs(paths: [$config]) { nodes { rawBlob } } }
    mergeRequests(iids: $iids, sourceBranches: $branches, state: $state, first: 3) {
      nodes {
        iid state sourceBranch targetBranch sourceProjectId diffHeadSha
        diffRefs { baseSha }
        commenters(first: 100) { nodes { id } pageInfo { hasNextPage } }
        headPipeline { ...run project { id } }
      }
    }
    pipelines(ref: $target, status: SUCCESS, first: $runs) @include(if: $wantsRuns) { nodes { ...run } }
  }
}
fragment run on Pipeline {
  id sha status source finishedAt mergeRequestEventType
  jobs(retried: false, first: 100) { nodes { id name status duration queuedDuration finishedAt } }
}
"""


def ask(connection: Connection, question: Question) -> Overview:
    """Return the overview; raise NotThere for a project we may not see, OutsideError when GraphQL does not answer."""
    data = _post(connection, question)
    project = data["project"]
    if project is None or _number(project["id"]) != question.project_id:
        raise NotThere(f"the project {question.project_path} with the id {question.project_id}")
    own = _number(data["currentUser"]["id"])
    found = _merge_request_node(project, question)
    runs = project.get("pipelines")
    return Overview(
        project_id=question.project_id,
        project_path=project["fullPath"],
        web_url=project["webUrl"],
        own_user_id=own,
        config_text=next((blob["rawBlob"] for blob in project["repository"]["blobs"]["nodes"]), None),
        merge_request=_merge_request(project, question, found) if found else None,
        pipeline=_pipeline(found["headPipeline"], question.project_id) if found and found["headPipeline"] else None,
        has_commented=_has_commented(found, own) if found else True,
        runs_of=question.target_branch if runs else None,
        runs=usable_runs([_pipeline(node, question.project_id) for node in runs["nodes"]]) if runs else None,
    )


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
    }
    with connection.translated("the overview by GraphQL"):
        answer: Any = connection.api.http_post(
            f"{connection.url}/api/graphql", post_data={"query": QUERY, "variables": variables}, obey_rate_limit=False
        )
    if answer.get("errors") or not answer.get("data"):
        said = [str(error.get("message", ""))[:200] for error in answer.get("errors", [])]
        raise OutsideError(f"GitLab's GraphQL refused the overview: {'; '.join(said)}")
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
    return Pipeline(
        id=_number(node["id"]),
        project_id=_number(node["project"]["id"]) if node.get("project") else project_id,
        sha=node["sha"],
        status=node["status"].lower(),
        source=node["source"] or "",
        kind=kind_of(node["mergeRequestEventType"]),
        finished_at=time_of(node["finishedAt"]),
        jobs=tuple(_job(job) for job in (node["jobs"] or {"nodes": []})["nodes"]),
    )


def _job(node: Any) -> Job:
    return Job(
        id=_number(node["id"]),
        name=node["name"],
        status=node["status"].lower(),
        duration_seconds=node["duration"],
        queued_seconds=node["queuedDuration"],
        finished_at=time_of(node["finishedAt"]),
    )


def _has_commented(node: Any, own_user_id: int) -> bool:
    commenters = node["commenters"]
    return commenters["pageInfo"]["hasNextPage"] or any(
        _number(user["id"]) == own_user_id for user in commenters["nodes"]
    )


def _number(global_id: str) -> int:
    """Return 31 for gid://gitlab/Ci::Pipeline/31."""
    return int(global_id.rsplit("/", 1)[-1])
