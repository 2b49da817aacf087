"""The page of a merge request: notes look as they do in GitLab, and nothing in them can do harm."""

import re
import shutil

import pytest
import requests

from tests.fakes.gitlab.markdown import render

FENCE = "`" * 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("### api grew", "<h3>api grew</h3>"),
        ("**big** ~~small~~ `a < b`", "<strong>big</strong> <s>small</s> <code>a &lt; b</code>"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("one<br>two", "one<br>two"),
        ("<sub>small</sub>", "<sub>small</sub>"),
        ("a & b", "a &amp; b"),
        ("| a | b |\n| - | -: |\n| 1 | 2 |", '<td style="text-align:right">2</td>'),
        ("- [x] done\n- [ ] open", "contains-task-list"),
        ("> quoted", "<blockquote>"),
        ("[log](http://gitlab.test/x)", 'href="http://gitlab.test/x"'),
        ("text[^1]\n\n[^1]: more", "more"),
        ("<!-- lighterman:summary -->\ntext", "text"),
        (f"{FENCE}text\n212 │ /merge\n{FENCE}", "212 │ /merge"),
        (f"{FENCE}html\n<script>x</script>\n{FENCE}", "&lt;script&gt;x&lt;/script&gt;"),
        (f"{FENCE}mermaid\ngraph LR; a-->b\n{FENCE}", '<figure class="mermaid"><figcaption>Diagram (Mermaid)<'),
        (f"{FENCE}mermaid\ngraph LR; a-->b\n{FENCE}", "<pre><code>graph LR; a--&gt;b"),
        (f"{FENCE}mermaid\n{'a' * 2000}\n{FENCE}", "mermaid-too-large"),
        (f"{FENCE}mermaid\n{'&' * 31}\n{FENCE}", "mermaid-too-large"),
        (f"{FENCE}mermaid\n{'&' * 30}\n{FENCE}", '<figure class="mermaid">'),
        (f"{FENCE}suggestion:-0+0\nFROM x\n{FENCE}", "<pre"),
        ("thanks @dana", '<a class="mention" href="/dana"'),
        ("thanks @all", 'class="mention"'),
    ],
)
def test_what_markdown_shows(text, shown):
    assert shown in render(text, people=["dana"])


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("<!-- lighterman:summary -->\ntext", "lighterman"),
        ("text <!-- inline --> more", "inline"),
        ("<script>alert(1)</script>", "alert"),
        ("<style>body{}</style>", "body{"),
        ('<img src=x onerror="alert(1)">', "onerror"),
        ("[x](javascript:alert(1))", "href"),
        ('<a href="javascript:alert(1)">x</a>', "href"),
        ('<a href="data:text/html,x">x</a>', "href"),
        ('<iframe src="http://evil.test"></iframe>', "iframe"),
        ('<form action="http://evil.test"><button>x</button></form>', "form"),
        ('<div style="position:fixed">x</div>', "position"),
        ('<td style="position:fixed">x</td>', "position"),
        ("<svg onload=alert(1)></svg>", "onload"),
        ("</main></div><h1>x", "</main>"),
        (f"{FENCE}\n</code></pre><b>x</b>\n{FENCE}", "</code></pre><b>"),
        (f'{FENCE}"><b>x\ntext\n{FENCE}', '"><b>'),
        (f"{FENCE}mermaid\n</code><b>x</b>\n{FENCE}", "</code><b>"),
        ("`@dana`", "mention"),
        ("thanks @nobody", "mention"),
        ("dana@dana", "mention"),
        (f"{FENCE}\n@all\n{FENCE}", "mention"),
        (f"{FENCE}suggestion\nFROM x\n{FENCE}", "figure"),
    ],
)
def test_what_a_note_cannot_do(text, hidden):
    assert hidden not in render(text, people=["dana"])


def test_a_fold_needs_a_blank_line_before_its_markdown():
    assert "<table>" in render("<details><summary>more</summary>\n\n| a |\n| - |\n| 1 |\n\n</details>")
    assert "<table>" not in render("<details><summary>more</summary>\n| a |\n| - |\n| 1 |\n</details>")


def test_a_suggestion_is_one_only_on_a_line_of_the_diff():
    assert "Suggested change" in render(f"{FENCE}suggestion:-0+1\nFROM x\n{FENCE}", is_on_a_diff=True)


def test_the_fifty_first_diagram_of_a_note_is_not_drawn():
    html = render(f"{FENCE}mermaid\ngraph LR\n{FENCE}\n\n" * 51)
    assert (html.count('"mermaid"'), html.count('"mermaid-too-large"')) == (50, 1)


HOSTILE = '<img src="http://127.0.0.1:1/pixel.png"><script>document.title = "stolen"</script>\n\n`' + "</code><b>x</b>`"
COMMENT = f"""\
<!-- practice:summary -->
### api grew by 184 MiB

| image | main | now | change |
| --- | ---: | ---: | ---: |
| `api` linux/amd64 | 1.4 GB | 1.6 GB | **+184 MiB** |

- [x] measured
- [ ] explained

<details><summary>Layers</summary>

| layer | size |
| --- | ---: |
| `RUN apt-get install chromium` | 184 MiB |

{FENCE}mermaid
gantt
  title Build
  build: 0, 60s
{FENCE}

</details>

{FENCE}text
212 │ {FENCE}
213 │ /merge
{FENCE}

<sub>pipeline #99001</sub>
"""


@pytest.fixture
def address(shop):
    shop.lab.add_note(shop.mr, author=shop.lab.bot, body=COMMENT)
    shop.lab.add_note(shop.mr, author=shop.kim, body=HOSTILE)
    shop.lab.add_system_note(shop.mr, shop.dana, "added 1 commit")
    shop.mr.title = "Slim <b>it</b>"
    return f"{shop.lab.url}/acme/api/-/merge_requests/1"


def test_a_page_shows_the_notes_in_order_and_fetches_nothing(address):
    page = requests.get(address, timeout=5)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert re.findall(r'class="(note|system)"', page.text) == ["note", "note", "system"]
    assert "Slim &lt;b&gt;it&lt;/b&gt;" in page.text
    assert "practice:summary" not in page.text


def test_the_other_pages_are_there(shop, address):
    run = shop.run()
    assert f"/merge_requests/{shop.mr.iid}" in requests.get(shop.lab.url, timeout=5).text
    assert "deploy: manual" in requests.get(f"{shop.lab.url}/acme/api/-/pipelines/{run.id}", timeout=5).text
    assert requests.get(f"{shop.lab.url}/nothing", timeout=5).status_code == 404


@pytest.mark.browser
def test_the_page_in_a_real_browser(address, tmp_path):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        fetched = []
        page.on("requestfinished", lambda request: fetched.append(request.url))
        page.goto(address)
        assert page.title() == "Slim <b>it</b> (!1)"
        assert fetched == [address]
        assert page.locator(".note table").first.is_visible()
        assert page.locator("input[type=checkbox]").count() == 2
        figure = page.locator("figure.mermaid")
        assert not figure.is_visible()
        page.locator("summary").click()
        assert figure.is_visible()
        picture = tmp_path / "practice-page.png"
        page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 10_000
        browser.close()
