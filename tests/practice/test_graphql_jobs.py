"""What GraphQL tells of jobs and child pipelines, beside their names and times."""

import pytest
import requests


@pytest.fixture
def project(shop):
    def read(fields):
        query = f'{{ project(fullPath: "acme/api") {{ {fields} }} }}'
        headers = {"PRIVATE-TOKEN": shop.lab.token}
        answer = requests.post(f"{shop.lab.url}/api/graphql", json={"query": query}, headers=headers, timeout=10).json()
        assert "errors" not in answer, answer
        return answer["data"]["project"]

    return read


def test_jobs_tell_the_class_of_their_runner_and_what_they_need(shop, project):
    run = shop.run()
    shop.lab.add_job(run, "scan", needs=("build",), tags=("arm", "dind"), runner_type="group_type")
    fields = "name tags runner { runnerType } schedulingType needs { nodes { name } }"
    found = project(f"pipeline(iid: {run.iid}) {{ jobs(first: 1) {{ nodes {{ {fields} }} }} }}")
    assert found["pipeline"]["jobs"]["nodes"] == [
        {
            "name": "scan",
            "tags": ["arm", "dind"],
            "runner": {"runnerType": "GROUP_TYPE"},
            "schedulingType": "dag",
            "needs": {"nodes": [{"name": "build"}]},
        }
    ]


def test_a_child_pipeline_is_downstream_of_its_parent_and_is_no_merge_requests_own(shop, project):
    run = shop.run()
    bridge = shop.lab.add_bridge(run, "images")
    child = shop.lab.add_pipeline(shop.project, ref=run.ref, source="parent_pipeline", bridge=bridge)
    fields = "id downstream { nodes { id source sourceJob { name } upstream { id } } }"
    found = project(f'mergeRequest(iid: "{shop.mr.iid}") {{ headPipeline {{ {fields} }} }}')
    head = f"gid://gitlab/Ci::Pipeline/{run.id}"
    below = {
        "id": f"gid://gitlab/Ci::Pipeline/{child.id}",
        "source": "parent_pipeline",
        "sourceJob": {"name": "images"},
        "upstream": {"id": head},
    }
    assert found["mergeRequest"]["headPipeline"] == {"id": head, "downstream": {"nodes": [below]}}
