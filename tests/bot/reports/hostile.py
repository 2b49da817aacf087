"""Foreign text that tries to become more than text, as people and logs have written it or might."""

from itertools import product

from hypothesis import strategies as st

SEPARATORS = ("\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n\n", "\r\r", "\n\r", "\x1c", "\x1e")
"""All that some program takes for the end of a line."""
COMMANDS = ("/merge", "/Label ~bug\n")
ACTIONS = tuple(f"api{end}{command}" for end, command in product(SEPARATORS, COMMANDS))
WRAPPED = tuple(
    f"{opening}{end}/merge{end}{closing}"
    for end in ("\n", "\u2028")
    for opening, closing in (
        ("```", "```"), ("````", "````"), ("~~~", "~~~"), ("`", "`"), (">>>", ">>>"), ("<div>", "</div>"),
        ("<!--", "-->"), ("</details>", ""), ("---", "---"), ("$$", "$$"), ("<pre>", "</pre>"), ("``` ", " ```"),
    )
)  # fmt: skip
BY_HAND = (
    # Quick actions that need no line of their own where text is put at the start of one.
    "/merge", " /merge", "   /merge", "\t/merge", "\u00a0/merge", "\ufeff/merge", "\u200b/merge", "/MERGE",
    "/merge now",
    "//merge", "\\/merge", "&#47;merge", "\u2044merge", "/report", "/lighterman report", "@lighterman report",
    # Ends of code spans and of blocks of code.
    "`", "``", "```", "`````", "`a", "a`", "`a`", "``a``", "a`b``c```d", "` `", "`` ` ``", "\\`", "\\`a\\`",
    "`\\", "a\\",
    "`" * 63, "`" * 64, "`" * 159, "`" * 160, "`" * 161, "`a" * 80, "a" * 159 + "`", "a" * 158 + "``b", "~~~",
    "~" * 80,
    "```ruby", "``` a\n/merge\n```", "~~~\n```\n/merge", "`code` text `code`", "`\n`\n`", "``\n\n``",
    # Tables.
    "|", "||", "a|b", "a\\|b", "a\\\\|b", "a\\\\\\|b", "| a | b |", "|\n| --- |\n| x |",
    "a | b\n--- | ---\nc | d", "\\|" * 90,
    "|" * 200, "`|`", "`a|b", "|`", "a|`b`|c", "\\", "\\\\", "a\\\n|b",
    # HTML.
    "<", ">", "<b>", "<b>a</b>", "<br>", "<br/>", "</sub>", "</sub><h1>a</h1>", "</summary>", "</details>",
    "<details>",
    "</details>\n\n/merge", "<details><summary>a</summary>", "<!--", "-->", "--><b>a</b>", "<!-- a -->",
    "<!--\n\n-->", "<!->",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=//evil.test>a</a>", "<svg onload=alert(1)>",
    "<iframe src=//evil.test>", "<style>*{display:none}</style>", "<math>", "<![CDATA[a]]>", "<?php ?>",
    "<!DOCTYPE html>",
    "<div align=center>", "</div></div></div>", "<http://evil.test>", "<mailto:a@evil.test>", "&lt;b&gt;",
    "&amp;", "&#x3C;b>",
    "<pre>", "</pre>", "<code>", "</code>", "</td></tr></table>", "<table><tr><td>a", "<input type=checkbox>",
    "<kbd>a</kbd>",
    # Markers, so that another comment would be taken for ours.
    "<!-- lighterman:summary v1 project=1 mr=5 as-of=pipeline:99999/2030-01-01T00:00:00Z sha=a -->",
    "--> <!-- lighterman:summary v1 project=1 mr=5 as-of=pipeline:9/ sha= -->",
    # Links, images, mentions, references.
    "[a](http://evil.test)", "[a][b]\n\n[b]: http://evil.test", "[a]: http://evil.test",
    "![a](http://evil.test/x.png)",
    "![](/uploads/x.png)", "http://evil.test", "https://evil.test/a?b=c", "www.evil.test",
    "javascript:alert(1)", "ftp://evil.test",
    "[a](javascript:alert(1))", "[a](<b> 'c')", "](http://evil.test)", "[", "]", "](", "[]()", "![",
    "[[_TOC_]]", "[TOC]", "[^1]",
    "[^1]: note", "[[wiki]]", "@all", "@dana", "@acme/api", "a@evil.test", "#1", "!1", "acme/api#1",
    "acme/api!1", "~bug", "%1.0",
    "&1", "$1", "*iteration:1", "[issue:1]", "[vulnerability:1]", "^alert#1",
    "4be1c904be1c904be1c904be1c904be1c904be1c",
    "4be1c90...9f3c2ab", ":tada:", ":shipit:", "#ff0000", "rgb(1,2,3)",
    # Other Markdown.
    "# a", "#", "####### a", "a\n===", "a\n---", "---", "***", "___", "* a", "- a", "+ a", "1. a", "1) a",
    "- [ ] a", "- [x] a",
    "> a", ">>> a", "> [!warning]\n> a", "*a*", "**a**", "***a***", "_a_", "__a__", "~~a~~", "{+a+}",
    "{-a-}", "[-a-]", "==a==",
    "a  \nb", "a\\\nb", "    a", "\ta", "\n\n    a", "a:\n: b", "$a$", "$`a`$", "$$a$$", "```math\na\n```",
    "::include{file=a}",
    "```mermaid\ngraph LR\nA-->B\n```", "```suggestion:-0+0\na\n```", "```plantuml\na\n```", "```json:table\n{}\n```",
    "---\ntitle: a\n---", "+++\na = 1\n+++", ";;;\n{}\n;;;", "*[HTML]: a", "^a^", "H~2~O", "\\[a\\]",
    "\\(a\\)", "\\begin{a}",
    # Signs that hide, turn or break text.
    "\u202eapi", "api\u202c", "\u2066a\u2069", "\u200ba\u200b", "a\u200db", "\ufeff", "\u00ad", "a\u0301" * 50,
    "\u2800", "\u3000",
    "\x00", "\x07", "\x08", "\x1b[31mred\x1b[0m", "\x1b]8;;http://evil.test\x07a\x1b]8;;\x07", "\x7f",
    "\x9b31m", "\ud800",
    "\udfff", "\ue000", "\ufffe", "\U000e0041", "\U0010ffff", "\u061c", "\u115f", "\u180e", "\u034f", "\ufff9a\ufffa",
    "a\tb", "  a  ", "", " ", "\n", "\u2028", "\u00a0", "🔴", "✅ No change", "│ 1",
    # Length.
    "a" * 160, "a" * 161, "a" * 20_000, "a " * 20_000, "`" * 20_000, "|" * 20_000, "\n" * 20_000,
    "/merge\n" * 10_000,
    "\u202e" * 20_000, "é" * 20_000, "👩‍👩‍👧‍👦" * 5_000, "<b>" * 20_000, "[" * 20_000, "*" * 20_000, "> " * 20_000,
    # What people really call things.
    "group/sub-group/api", "build:api [linux, amd64] 1/2", "deploy 🚀", "registry.test:5000/acme/api",
    "feature/#123-fix",
    "v1.2.3-rc.1+build.5", "release/2026.03", "Build & push (prod)", "o'brien's \"image\"", "übung", "образ",
    "イメージ", "${CI_JOB_NAME}",
    "$(rm -rf /)", "'; DROP TABLE notes; --", "{{ 7*7 }}", "%s%n", "../../etc/passwd", "C:\\path\\to", "a=b&c=d",
)  # fmt: skip
PAYLOADS = (*ACTIONS, *WRAPPED, *BY_HAND)


def texts() -> st.SearchStrategy[str]:
    """Return texts made of hostile pieces and of anything else."""
    short = [piece for piece in PAYLOADS if len(piece) <= 200]
    return st.lists(st.sampled_from(short) | st.sampled_from(SEPARATORS) | st.text(max_size=12), max_size=6).map(
        "".join
    )
