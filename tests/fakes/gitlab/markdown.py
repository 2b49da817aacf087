"""Notes as GitLab shows them: its Markdown, its few allowed tags, and everything else made harmless."""

import re
from collections.abc import Collection, Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

MERMAID_CHARACTERS, MERMAID_AMPERSANDS, MERMAID_BLOCKS = 2_000, 30, 50
"""Above them GitLab draws a diagram only when somebody asks for it (render_sandboxed_mermaid.js)."""
TAGS = frozenset(
    (
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "ul", "ol", "li", "dl"),
        *("dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "a", "b", "strong", "i", "em", "s", "del", "ins"),
        *("sub", "sup", "kbd", "q", "samp", "var", "tt", "abbr", "details", "summary", "div", "span", "img", "input"),
        *("section", "figure", "figcaption"),
    )
)
ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "img": {"src", "alt", "title", "width", "height"},
    "input": {"type", "disabled", "checked", "class"},
    "code": {"class"},
    "pre": {"class"},
    "figure": {"class"},
    "div": {"class"},
    "ol": {"start", "class"},
    "li": {"class", "id"},
    "ul": {"class"},
    "section": {"class"},
    "sup": {"class"},
    "th": {"style"},
    "td": {"style"},
    "abbr": {"title"},
}
MENTION = re.compile(r"(?<![\w`@/.])@(all|[\w.-]*\w)")


def render(text: str, *, people: Collection[str] = (), is_on_a_diff: bool = False) -> str:
    """Return a note as HTML; `people` are the user names that a mention links, as `@all` always does."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.use(tasklists_plugin).use(footnote_plugin)
    rules = {"fence": _Fences(is_on_a_diff=is_on_a_diff).render, "text": _Mentions(people).render}
    markdown.renderer.rules.update(rules)
    return nh3.clean(
        markdown.render(text),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        filter_style_properties={"text-align"},
        link_rel="nofollow noreferrer noopener",
    )


class _Fences:
    """Turns fences into code, diagrams and suggestions."""

    def __init__(self, *, is_on_a_diff: bool) -> None:
        self._is_on_a_diff = is_on_a_diff
        self._diagrams = 0

    def render(self, tokens: Sequence[Token], place: int, *_: Any) -> str:
        """Return the HTML of one fence; a suggestion is one only on a line of the diff."""
        token = tokens[place]
        word = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        if word == "mermaid":
            return self._diagram(token.content)
        if word.startswith("suggestion") and self._is_on_a_diff:
            caption = "<figcaption>Suggested change</figcaption>"
            return f'<figure class="suggestion">{caption}<pre><code>{escape(token.content)}</code></pre></figure>'
        return f'<pre class="code"><code class="language-{escape(word)}">{escape(token.content)}</code></pre>'

    def _diagram(self, source: str) -> str:
        """Return a diagram as a figure with its source: what draws it is not fetched here."""
        self._diagrams += 1
        is_drawn = (
            len(source) <= MERMAID_CHARACTERS
            and source.count("&") <= MERMAID_AMPERSANDS
            and self._diagrams <= MERMAID_BLOCKS
        )
        caption = "Diagram (Mermaid)" if is_drawn else "Diagram (Mermaid), too large: click to display"
        kind = "mermaid" if is_drawn else "mermaid-too-large"
        code = f"<pre><code>{escape(source)}</code></pre>"
        return f'<figure class="{kind}"><figcaption>{caption}</figcaption>{code}</figure>'


class _Mentions:
    """Turns names of people in plain text into links, which is what notifies them."""

    def __init__(self, people: Collection[str]) -> None:
        self._people = {one.lower() for one in people} | {"all"}

    def render(self, tokens: Sequence[Token], place: int, *_: Any) -> str:
        """Return plain text with its mentions."""
        return MENTION.sub(self._link, escape(tokens[place].content))

    def _link(self, found: re.Match[str]) -> str:
        name = found[1]
        return f'<a class="mention" href="/{name}">@{name}</a>' if name.lower() in self._people else found[0]
