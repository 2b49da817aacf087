"""The demo's page in a real Chromium: what a person sees of the comment."""

import os
import shutil
from pathlib import Path

import pytest

from tests.demo.lighterman import Lighterman
from tests.demo.sample import STORIES, SampleProject
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import PracticeRegistry
from tests.stories.stack import SECRET, missing_tools, wait_until

pytestmark = [pytest.mark.redis, pytest.mark.browser]

DOCS = Path(__file__).parents[2] / "docs"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Play the demo's stories and return the addresses of their merge requests."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with PracticeGitLab() as lab, PracticeRegistry() as registry:
        sample = SampleProject(lab, registry)
        sample.build_main()
        settings = {"GITLAB_URL": lab.url, "GITLAB_TOKEN": lab.token, "GITLAB_WEBHOOK_SECRET": SECRET}
        settings["LIGHTERMAN_FILES_MIB"] = "0"  # layers for practice hold noise
        with Lighterman(settings, folder=tmp_path_factory.mktemp("b")) as bot:
            lab.subscribe(sample.project.path, f"{bot.url}/webhooks/gitlab", token=SECRET, events={"pipeline"})
            addresses = []
            for story in STORIES:
                mr, pipeline = sample.open(story)
                lab.finish(pipeline, "success")
                wait_until(lambda mr=mr: lab.comments(mr), "there was no comment", log=bot.log_tail)
                addresses.append(f"{lab.url}/{sample.project.path}/-/merge_requests/{mr.iid}")
            yield addresses


@pytest.fixture(scope="module")
def chromium():
    """Open the Chromium on PATH."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def test_the_slimmed_image_is_praised_in_a_table(pages, chromium):
    page = _open(chromium, pages[0])
    assert page.locator("h3").first.is_visible()
    assert page.locator("table").first.is_visible()
    assert "32 MiB" in page.locator("table").first.inner_text()
    page.close()


def test_verdict_table_and_folds_of_the_grown_image_are_visible(pages, chromium):
    page = _open(chromium, pages[1])
    assert "+184 MiB" in page.locator("table").first.inner_text()
    assert "api" in page.locator("h3").first.inner_text()
    assert page.locator("details summary").first.is_visible()
    assert "lighterman:summary" not in page.inner_text("body")
    if os.environ.get("LIGHTERMAN_SCREENSHOTS") == "1":
        page.screenshot(path=DOCS / "demo-page.png")
        page.locator("details summary").first.click()
        page.locator(".note").first.screenshot(path=DOCS / "comment.png")
    page.close()


def _open(chromium, address):
    page = chromium.new_page(viewport={"width": 1100, "height": 800})
    page.goto(address)
    return page
