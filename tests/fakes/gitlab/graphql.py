"""The GraphQL side: GitLab's field names, checked by a real GraphQL engine, with a limit on complexity."""

from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    build_schema,
    graphql_sync,
    parse,
)
from graphql.error import GraphQLError

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.state import Job, MergeRequest, Pipeline, Project, User, iso

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

MOST_COMPLEX, LONGEST = 250, 10_000
SCHEMA = build_schema("""
type Query { currentUser: User project(fullPath: ID!): Project }
type PageInfo { hasNextPage: Boolean! endCursor: String }
enum MergeRequestState { opened closed merged locked all }
enum PipelineStatusEnum { CREATED PENDING RUNNING SUCCESS FAILED CANCELED CANCELING SKIPPED MANUAL SCHEDULED }
enum CiJobStatus { CREATED PENDING RUNNING SUCCESS FAILED CANCELED CANCELING SKIPPED MANUAL SCHEDULED }
enum MergeRequestEventType { DETACHED MERGED_RESULT MERGE_TRAIN }
type User { id: ID! username: String! }
type UserConnection { nodes: [User] pageInfo: PageInfo! }
type Blob { path: String! rawBlob: String }
type BlobConnection { nodes: [Blob] }
type Repository { rootRef: String blobs(paths: [String!]!, ref: String): BlobConnection }
type Project {
  id: ID! fullPath: ID! webUrl: String repository: Repository
  mergeRequest(iid: String!): MergeRequest
  mergeRequests(
    iids: [String!], sourceBranches: [String!], state: MergeRequestState, first: Int
  ): MergeRequestConnection
  pipelines(ref: String, sha: String, status: PipelineStatusEnum, source: String, first: Int): PipelineConnection
}
type DiffRefs { baseSha: String headSha: String! startSha: String! }
type MergeRequest {
  iid: String! state: MergeRequestState! title: String! sourceBranch: String! targetBranch: String!
  sourceProjectId: Int targetProjectId: Int! diffHeadSha: String diffRefs: DiffRefs headPipeline: Pipeline
  commenters(first: Int): UserConnection!
}
type MergeRequestConnection { nodes: [MergeRequest] pageInfo: PageInfo! }
type Pipeline {
  id: ID! iid: String! sha: String status: PipelineStatusEnum! source: String duration: Int queuedDuration: Float
  finishedAt: String updatedAt: String! mergeRequestEventType: MergeRequestEventType project: Project
  jobs(retried: Boolean, first: Int, after: String): CiJobConnection
}
type PipelineConnection { nodes: [Pipeline] pageInfo: PageInfo! }
type CiJob { id: ID name: String status: CiJobStatus duration: Int queuedDuration: Float finishedAt: String }
type CiJobConnection { nodes: [CiJob] pageInfo: PageInfo! }
""")


def execute(lab: "PracticeGitLab", user: User | None, body: bytes) -> dict[str, Any]:
    """Run a query as a user; what it may not see is null."""
    sent = shapes.read_json(body)
    query, variables = str(sent.get("query", "")), sent.get("variables") or {}
    if len(query) > LONGEST:
        return {"errors": [{"message": "Query too large"}]}
    try:
        complexity = _complexity(parse(query), variables)
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    if complexity > MOST_COMPLEX:
        said = f"Query has complexity of {complexity}, which exceeds max complexity of {MOST_COMPLEX}"
        return {"errors": [{"message": said}]}
    result = graphql_sync(SCHEMA, query, _Root(lab, user), variable_values=variables)
    answer: dict[str, Any] = {"data": result.data}
    return answer | ({"errors": [error.formatted for error in result.errors]} if result.errors else {})


def _complexity(document: DocumentNode, variables: dict[str, Any]) -> int:
    """Count a field as 1, and a connection's content once more per hundred rows asked for."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}

    def of(selections: SelectionSetNode | None) -> float:
        total = 0.0
        for one in selections.selections if selections else ():
            if isinstance(one, FragmentSpreadNode):
                total += of(fragments[one.name.value].selection_set)
            elif isinstance(one, FieldNode):
                total += 1 + of(one.selection_set) * (1 + first_of(one) / 100)
        return total

    def first_of(one: FieldNode) -> int:
        given = next((argument.value for argument in one.arguments or () if argument.name.value == "first"), None)
        if isinstance(given, VariableNode):
            return int(variables.get(given.name.value) or 0)
        return int(given.value) if isinstance(given, IntValueNode) else 0

    return round(sum(of(one.selection_set) for one in document.definitions if isinstance(one, OperationDefinitionNode)))


class _Root:
    def __init__(self, lab: "PracticeGitLab", user: User | None) -> None:
        self._lab, self._user = lab, user

    def currentUser(self, _info: object) -> dict[str, Any] | None:  # noqa: N802 - GitLab's name
        return _user(self._user) if self._user else None

    def project(self, _info: object, fullPath: str) -> dict[str, Any] | None:  # noqa: N803 - GitLab's name
        found = next((one for one in self._lab.projects.values() if one.path == fullPath), None)
        if found is None or not _may_read(found, self._user):
            return None
        return _project(self._lab, found, self._user)


def _may_read(project: Project, user: User | None) -> bool:
    return project.visibility == "public" or (user is not None and user.id in project.members)


def _project(lab: "PracticeGitLab", project: Project, user: User | None) -> dict[str, Any]:
    server = lab._http_server
    return {
        "id": f"gid://gitlab/Project/{project.id}",
        "fullPath": project.path,
        "webUrl": f"{lab.url}/{project.path}",
        "repository": {
            "rootRef": project.default_branch,
            "blobs": lambda _info, paths, ref="HEAD": {
                "nodes": [
                    {"path": path, "rawBlob": text}
                    for path in paths
                    if (text := server.file_at(project, path, ref)) is not None
                ]
            },
        },
        "mergeRequest": lambda _info, iid: next(
            (_merge_request(lab, mr, user) for mr in project.merge_requests if str(mr.iid) == iid), None
        ),
        "mergeRequests": lambda _info, iids=None, sourceBranches=None, state=None, first=100: _connection(  # noqa: N803 - GitLab's name
            [
                _merge_request(lab, mr, user)
                for mr in project.merge_requests
                if (iids is None or str(mr.iid) in iids)
                and (sourceBranches is None or mr.source_branch in sourceBranches)
                and state in {None, "all", mr.state}
            ],
            first,
        ),
        "pipelines": lambda _info, ref=None, sha=None, status=None, source=None, first=100: _connection(
            [
                _pipeline(lab, one, user)
                for one in sorted(lab.pipelines.values(), key=lambda one: -one.id)
                if one.project is project
                and ref in {None, one.rest_ref}
                and sha in {None, one.sha}
                and status in {None, one.status.upper()}
                and source in {None, one.source}
            ],
            first,
        ),
    }


def _merge_request(lab: "PracticeGitLab", mr: MergeRequest, user: User | None) -> dict[str, Any]:
    head = lab._http_server.head_pipeline(mr)
    authors = {note.author.id: note.author for note in mr.notes if not note.is_system}
    return {
        "iid": str(mr.iid),
        "state": mr.state,
        "title": mr.title,
        "sourceBranch": mr.source_branch,
        "targetBranch": mr.target_branch,
        "sourceProjectId": mr.source_project.id,
        "targetProjectId": mr.project.id,
        "diffHeadSha": mr.head_sha,
        "diffRefs": {"baseSha": mr.base_sha, "headSha": mr.head_sha, "startSha": mr.base_sha},
        "headPipeline": _pipeline(lab, head, user) if head and _may_read(head.project, user) else None,
        "commenters": lambda _info, first=100: _connection([_user(one) for one in authors.values()], first),
    }


def _pipeline(lab: "PracticeGitLab", one: Pipeline, user: User | None) -> dict[str, Any]:
    row = shapes.pipeline(one, lab.url, lab._http_server)
    return {
        "id": f"gid://gitlab/Ci::Pipeline/{one.id}",
        "iid": str(one.iid),
        "sha": one.sha,
        "status": str(row["status"]).upper(),
        "source": one.source,
        "duration": None,
        "queuedDuration": 3.0,
        "finishedAt": row["finished_at"],
        "updatedAt": row["updated_at"],
        "mergeRequestEventType": None if one.kind == "branch" else one.kind.upper(),
        "project": lambda _info: _project(lab, one.project, user),
        "jobs": lambda _info, first=100, **_others: _connection([_job(job) for job in one.latest_jobs], first),
    }


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": f"gid://gitlab/Ci::Build/{job.id}",
        "name": job.name,
        "status": job.status.upper(),
        "duration": None if job.duration is None else round(job.duration),
        "queuedDuration": job.queued,
        "finishedAt": iso(job.finished_at),
    }


def _user(user: User) -> dict[str, Any]:
    return {"id": f"gid://gitlab/User/{user.id}", "username": user.username}


def _connection(nodes: list[dict[str, Any]], first: int | None) -> dict[str, Any]:
    size = min(first or 100, 100)
    return {"nodes": nodes[:size], "pageInfo": {"hasNextPage": len(nodes) > size, "endCursor": None}}
