"""Asks for the jobs of child pipelines, which belong to the pipeline that started them: in one request for all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import OutsideError
from bot.facts import Job, Pipeline
from workers.clients.gitlab.connection import Connection
from workers.clients.gitlab.graphql import JOB, job_of, number_of
from workers.clients.gitlab.rest import jobs_of

QUERY = """
query Children($there: ID!, $home: ID!, $wantsRuns: Boolean!, $target: String, $runs: Int) {
  there: project(fullPath: $there) { pipeline(id: "gid://gitlab/Ci::Pipeline/%d") { ...family } }
  home: project(fullPath: $home) @include(if: $wantsRuns) {
    pipelines(ref: $target, status: SUCCESS, first: $runs) { nodes { ...family } }
  }
}
fragment family on Pipeline {
  id
  downstream(first: 20) {
    nodes {
      source
      sourceJob { name }
      stages(first: 100) {
        nodes {
          jobs(first: 200) {
            nodes { id name status duration queuedDuration finishedAt tags runner { runnerType } }
          }
        }
      }
    }
  }
}
"""
"""A pipeline that a project starts in another project is none of our business; its source is `pipeline`."""
CHILD = "parent_pipeline"
MOST_RUNS = 20


def ask_by_graphql(
    connection: Connection, head: Pipeline, there: str, home: str, branch: str | None
) -> dict[int, tuple[Job, ...]]:
    """Return the jobs of the children by the id of the parent; those of a branch's newest runs where it is named."""
    variables = {"there": there, "home": home, "wantsRuns": branch is not None, "target": branch, "runs": MOST_RUNS}
    answer = connection.post_query("child pipelines by GraphQL", {"query": QUERY % head.id, "variables": variables})
    try:
        data = answer["data"]
        parents = [data["there"]["pipeline"], *(data["home"]["pipelines"]["nodes"] if branch else ())]
        return {number_of(one["id"]): tuple(_jobs(one["downstream"]["nodes"])) for one in parents}
    except (KeyError, TypeError, ValueError):
        raise OutsideError("GitLab's GraphQL did not tell the child pipelines") from None


def _jobs(children: Sequence[Any]) -> Iterable[Job]:
    for child in children:
        if child["source"] == CHILD and child["sourceJob"]:
            stages = (child["stages"] or {"nodes": []})["nodes"]
            nodes = [(place, node) for place, stage in enumerate(stages) for node in stage["jobs"]["nodes"]]
            for place, node in nodes:
                if JOB in node["id"]:
                    yield named(child["sourceJob"]["name"], job_of(node, place, 0))


def ask_by_rest(connection: Connection, parents: Iterable[Pipeline]) -> dict[int, tuple[Job, ...]]:
    """Return the same in one request for each parent and each child; of a head without children no run is asked."""
    found: dict[int, tuple[Job, ...]] = {}
    for place, parent in enumerate(parents):
        path = f"/projects/{parent.project_id}/pipelines/{parent.id}/bridges"
        started = [(row["name"], row["downstream_pipeline"]) for row in connection.rows("the trigger jobs", path)]
        children = [(name, child) for name, child in started if child and child.get("source") == CHILD]
        found[parent.id] = tuple(
            named(name, job)
            for name, child in children
            for job in jobs_of(connection, child["project_id"], child["id"])
        )
        if place == 0 and not children:
            break
    return found


def named(bridge: str, job: Job) -> Job:
    """Return a job of a child with the name of its bridge before its own: several children may have such a job.

    It waits for the bridge, which is no job of ours, so nothing is known of what it needs.
    """
    return replace(job, name=f"{bridge} / {job.name}", is_in_child=True)


def with_children(parent: Pipeline, found: dict[int, tuple[Job, ...]]) -> Pipeline:
    """Return a pipeline with the jobs of its children."""
    return replace(parent, jobs=(*parent.jobs, *found.get(parent.id, ())), has_children=False)
