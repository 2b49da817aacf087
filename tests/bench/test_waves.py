"""How often a review waits: requests that need nothing of each other are under way together; no clock is involved."""

import threading
from contextlib import ExitStack

import pytest

from bench import images
from bench.practice import Practice, Size
from bench.relay import Relay, Span, waves
from bot.secret import Secret
from bot.settings import Settings
from bot.tasks import ProjectHint, ReviewPipeline
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import PracticeRegistry
from workers.tasks import review_pipeline
from workers.toolbox import open_toolbox

pytestmark = pytest.mark.slow

IMAGES = 3
COLD = [
    1,  # the overview, and the CI file in it
    2 * IMAGES,  # logs, ours and those of the baseline
    2 * IMAGES,  # manifests: the registry asks for a token
    2 * IMAGES,  # tokens
    2 * IMAGES,  # manifests
    2 * IMAGES,  # configurations, for the instructions that made the layers
    1,  # the comment
    1,  # the look whether another worker wrote one too
]
WARM = [
    1 + IMAGES,  # the overview, and beside it the logs of the jobs that the hook named
    IMAGES,  # manifests
    IMAGES,  # configurations
    1,  # the comment
]
WRITTEN_COLD, WRITTEN_WARM = 7, 4
STUCK_SECONDS = 20.0


class Gate:
    """Lets a wave of requests pass when all of it is there, so that a request that waits for another one gets stuck."""

    def __init__(self, plan):
        self.plan = plan
        self.passed = 0
        self._there = 0
        self._changed = threading.Condition()

    def wait(self):
        """Stand here until the whole wave is here."""
        with self._changed:
            mine = self.passed
            self._there += 1
            if self._there == self.plan[mine]:
                self.passed, self._there = mine + 1, 0
                self._changed.notify_all()
            elif not self._changed.wait_for(lambda: self.passed > mine, STUCK_SECONDS):
                raise TimeoutError(f"wave {mine + 1} of {self.plan} never came together")


@pytest.mark.parametrize(
    ("files_mib", "layers"),
    [
        (0, []),
        # The images grew: of the first one a layer is begun, which is none; for the others no bytes are left.
        (512, [1]),
    ],
)
def test_a_cold_review_writes_in_its_seventh_wave_and_a_warm_one_in_its_fourth_and_layers_that_grew_come_on_top(
    files_mib, layers
):
    with ExitStack() as stack:
        lab, registry = stack.enter_context(PracticeGitLab()), stack.enter_context(PracticeRegistry())
        gate = Gate([])
        ports = (int(lab.url.rpartition(":")[2]), int(registry.host.rpartition(":")[2]))
        relays = tuple(stack.enter_context(Relay(port, gate.wait)) for port in ports)
        practice = Practice(Size(10, 20, IMAGES), lab, registry, relays)
        about = practice.describe()
        settings = Settings(about["gitlab"], Secret(about["token"]), files_mib=files_mib)
        tools = open_toolbox(settings, with_redis=False)
        for start, usual, usually in ((practice.open, COLD, WRITTEN_COLD), (practice.push, WARM, WRITTEN_WARM)):
            plan = [*usual[: usually - 1], *layers, *usual[usually - 1 :]]
            written = usually + len(layers)
            run = start()
            practice.end()
            gate.plan, gate.passed = plan, 0
            task = ReviewPipeline(
                project=ProjectHint(about["project"], "acme/api"),
                merge_request_iid=run["mr"],
                source_branch="feature",
                target_branch="main",
                pipeline_id=run["pipeline"],
                is_finished=True,
                succeeded=tuple(map(tuple, run["jobs"])),
            )
            review_pipeline.run(task, tools)
            assert gate.passed == len(plan)
            lines = [span["line"] for span in practice.spans()["spans"]]
            writes = [line for line in lines if "/notes" in line and not line.startswith("GET")]
            assert len(writes) == 1
            assert len(lines) == sum(plan)
            assert plan[written - 1] == 1


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], 0),
        ([(0, 1)], 1),
        ([(0, 1), (1, 2), (2, 3)], 3),
        ([(0, 2), (1, 3)], 1),
        ([(0, 2), (1, 3), (2, 4)], 2),
        ([(0, 9), (1, 2), (3, 4)], 2),
    ],
)
def test_waves_are_the_longest_row_of_requests_that_waited_for_each_other(spans, expected):
    assert waves([Span(began, ended, "GET /") for began, ended in spans]) == expected


def test_two_unseen_images_of_two_platforms_are_read_in_five_waves_and_once_more_in_none():
    with ExitStack() as stack:
        practice = stack.enter_context(PracticeRegistry())
        gate = Gate([2, 2, 2, 4, 4])  # challenges, tokens, indexes, manifests, configurations
        relay = stack.enter_context(Relay(int(practice.host.rpartition(":")[2]), gate.wait))
        practice.tokens.realm = f"http://{relay.host}/token"
        pushes = [images.push(practice, relay.host, name, images.Plan()) for name in ("before", "after")]
        registry = images.client(relay.host)
        for _ in range(2):
            images.read(registry, pushes)
            assert gate.passed == len(gate.plan)
            assert len(relay.spans) == sum(gate.plan)
