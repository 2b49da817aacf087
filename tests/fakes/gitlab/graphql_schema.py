"""The part of GitLab's GraphQL schema that a reader of merge requests and pipelines meets."""

from graphql import build_schema

_PAGE = "first: Int, last: Int, after: String, before: String"
_STATUSES = (
    "CREATED WAITING_FOR_RESOURCE PREPARING WAITING_FOR_CALLBACK PENDING RUNNING SUCCESS FAILED CANCELED CANCELING "
    "SKIPPED MANUAL SCHEDULED"
)


def _connection(name: str) -> str:
    return f"""
    type {name}Edge {{ cursor: String! node: {name} }}
    type {name}Connection {{ nodes: [{name}] edges: [{name}Edge] pageInfo: PageInfo! }}
    """


SCHEMA = build_schema(f"""
scalar Time
scalar Duration
scalar GlobalID
scalar ContainerRepositoryID

type Query {{
  currentUser: User project(fullPath: ID!): Project queryComplexity: QueryComplexity metadata: Metadata
  containerRepository(id: ContainerRepositoryID!): ContainerRepositoryDetails
}}
type ContainerRepositoryDetails {{ id: GlobalID! path: String! tags({_PAGE}): ContainerRepositoryTagConnection }}
type ContainerRepositoryTagPermissions {{ destroyContainerRepositoryTag: Boolean! }}
type ContainerRepositoryTag {{
  name: String! digest: String path: String! location: String!
  userPermissions: ContainerRepositoryTagPermissions!
}}
{_connection("ContainerRepositoryTag")}
type QueryComplexity {{ score: Int limit: Int }}
type Metadata {{ version: String! }}
type PageInfo {{ hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }}

enum MergeRequestState {{ opened closed merged locked all }}
enum PipelineStatusEnum {{ {_STATUSES} }}
enum PipelineScopeEnum {{ RUNNING PENDING FINISHED BRANCHES TAGS }}
enum CiJobStatus {{ {_STATUSES} }}
enum CiJobKind {{ BUILD BRIDGE }}
enum CiRunnerType {{ INSTANCE_TYPE GROUP_TYPE PROJECT_TYPE }}
enum MergeRequestEventType {{ DETACHED MERGED_RESULT MERGE_TRAIN }}

type User {{ id: GlobalID! username: String! name: String! bot: Boolean! state: String! webUrl: String! }}
{_connection("User")}
type RepositoryBlob {{ path: String! name: String rawBlob: String rawSize: Int }}
type RepositoryBlobConnection {{ nodes: [RepositoryBlob] pageInfo: PageInfo! }}
type Repository {{
  rootRef: String
  empty: Boolean!
  blobs(paths: [String!]!, ref: String, {_PAGE}): RepositoryBlobConnection
}}
type Project {{
  id: ID! fullPath: ID! name: String! webUrl: String visibility: String repository: Repository
  ciConfigPathOrDefault: String!
  mergeRequest(iid: String!): MergeRequest
  mergeRequests(
    iids: [String!], sourceBranches: [String!], targetBranches: [String!], state: MergeRequestState,
    updatedAfter: Time, updatedBefore: Time, {_PAGE}
  ): MergeRequestConnection
  pipeline(id: GlobalID, iid: ID, sha: String): Pipeline
  pipelines(
    ref: String, refType: String, sha: String, status: PipelineStatusEnum, scope: PipelineScopeEnum, source: String,
    username: String, updatedAfter: Time, updatedBefore: Time, {_PAGE}
  ): PipelineConnection
}}
type DiffStats {{ path: String! additions: Int! deletions: Int! }}
type DiffRefs {{ baseSha: String headSha: String! startSha: String! }}
type MergeRequest {{
  id: ID! iid: String! state: MergeRequestState! title: String! draft: Boolean! webUrl: String
  sourceBranch: String! targetBranch: String! sourceProjectId: Int targetProjectId: Int! sourceProject: Project
  diffStats(path: String): [DiffStats!]
  createdAt: Time! updatedAt: Time! diffHeadSha: String diffRefs: DiffRefs author: User headPipeline: Pipeline
  commenters({_PAGE}): UserConnection!
  notes({_PAGE}): NoteConnection!
  pipelines({_PAGE}): PipelineConnection
}}
{_connection("MergeRequest")}
type Note {{ id: GlobalID! system: Boolean! body: String! createdAt: Time! updatedAt: Time! author: User }}
{_connection("Note")}
type Pipeline {{
  id: GlobalID! iid: String! sha: String ref: String status: PipelineStatusEnum! source: String
  duration: Int queuedDuration: Duration createdAt: Time! startedAt: Time finishedAt: Time updatedAt: Time!
  mergeRequestEventType: MergeRequestEventType project: Project user: User
  jobs(
    statuses: [CiJobStatus!], retried: Boolean, jobKind: CiJobKind, whenExecuted: [String!], {_PAGE}
  ): CiJobConnection
  stages({_PAGE}): CiStageConnection
  downstream({_PAGE}): PipelineConnection
  upstream: Pipeline
  sourceJob: CiJob
}}
{_connection("Pipeline")}
type CiStage {{ name: String jobs({_PAGE}): CiJobConnection }}
{_connection("CiStage")}
type CiJob {{
  id: GlobalID name: String status: CiJobStatus kind: CiJobKind! stage: CiStage allowFailure: Boolean! retried: Boolean
  duration: Int queuedDuration: Duration createdAt: Time! startedAt: Time finishedAt: Time webPath: String
  tags: [String!] runner: CiRunner schedulingType: String needs({_PAGE}): CiBuildNeedConnection
}}
{_connection("CiJob")}
type CiRunner {{ id: ID! runnerType: CiRunnerType! }}
type CiBuildNeed {{ id: ID! name: String }}
{_connection("CiBuildNeed")}
""")
GITALY = frozenset(
    {("Repository", "rootRef"), ("Repository", "blobs"), ("Repository", "empty"), ("MergeRequest", "diffStats")}
)
"""Fields that ask the Git server and cost one more."""
UNRESOLVED = frozenset(
    {("MergeRequest", "commenters"), ("CiStage", "jobs"), ("CiJob", "needs"), ("Pipeline", "downstream")}
)
"""Connections without a resolver class, whose rows cost nothing."""
