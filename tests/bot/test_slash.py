"""Which lines of a note are commands: those that a reader sees as plain text at the start of a line, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import notes, slash
from bot.commands import Command
from bot.slash import Typo
from tests.bot.quick_actions import NAMES

SPEAKS = [
    ("/report", "/report"),
    ("/help", "/help"),
    ("/report\n", "/report"),
    ("\n\n/report\n\n", "/report"),
    ("   /report", "/report"),
    ("\u00a0/report", "/report"),
    ("/Report", "/report"),
    ("/REPORT", "/report"),
    ("/report   ", "/report"),
    ("/report\t", "/report"),
    ("/report\u00a0", "/report"),
    ("/report api", "/report api"),
    ("/report  api\tworker", "/report api worker"),
    ("/report\u00a0api", "/report api"),
    ("/report `api`", "/report `api`"),
    ("/report build:*-amd64 test:*", "/report build:*-amd64 test:*"),
    ("/report a_b_c __d__", "/report a_b_c __d__"),
    ("/report a\\_b", "/report a\\_b"),
    ("/report <b>api</b>", "/report <b>api</b>"),
    ("/report [api](http://a.test)", "/report [api](http://a.test)"),
    ("/report because 2 < 3 & 4 > 3", "/report because 2 < 3 & 4 > 3"),
    ("/report `unclosed\ntext` after", "/report `unclosed"),
    ("/lighterman report", "/report"),
    ("/lighterman report api", "/report api"),
    ("/Lighterman Report", "/report"),
    ("/lighterman help", "/help"),
    ("/lighterman", "/help"),
    ("/report\n/help", "/report", "/help"),
    ("/help\n\n/report\n\n/help\n/report api", "/help", "/report", "/report api"),
    ("/report\r\n/help\r\n", "/report", "/help"),
    ("\r/report", "/report"),
    ("please measure again:\n/report\nthank you", "/report"),
    ("please measure again:\n   /report", "/report"),
    ("@dana see above\n/report", "/report"),
    ("**bold** and `code`\n/report", "/report"),
    ("two spaces  \n/report", "/report"),
    ("a backslash\\\n/report", "/report"),
    ("# Heading\n/report", "/report"),
    ("Heading\n===\n/report", "/report"),
    ("---\n/report", "/report"),
    ("***\n/report\n***", "/report"),
    ("```\ncode\n```\n/report", "/report"),
    ("~~~\ncode\n~~~\n/report", "/report"),
    ("    code\n/report", "/report"),
    ("> quote\n\n/report", "/report"),
    (">>>\nquote\n>>>\n/report", "/report"),
    (">>>\nquote\n>>>\n\n/report\n\n>>>\nquote\n>>>", "/report"),
    (">>>\n```\n>>>\n```\n>>>\n/report", "/report"),
    ("- item\n\n/report", "/report"),
    ("| a |\n| - |\n| b |\n\n/report", "/report"),
    ("<!-- hidden -->\n/report", "/report"),
    ("<!--\n\nhidden\n\n-->\n/report", "/report"),
    ("<details>\n\nhidden\n\n</details>\n\n/report", "/report"),
    ("<details><summary>log</summary>\n\n```\nlog\n```\n\n</details>\n\n/report", "/report"),
    ("<pre>\n\ncode\n\n</pre>\n/report", "/report"),
    ("line<br>\n/report", "/report"),
    ("<img src=x>\n\n/report", "/report"),
    ("<b\n/report\nis no tag>", "/report"),
    ("an <b>open tag\n\n/report", "/report"),
    ("a stray </details>\n\n/report", "/report"),
    ("[a]: http://a.test\n/report", "/report"),
    ("a lone ` backtick\n/report", "/report"),
    ("/report\n\n```\n/help\n```", "/report"),
    ("/close\n/report", "/report"),
    ("/rebuild_everything\n/report", "/report"),
]
STAYS_SILENT = [
    "",
    " ",
    "/",
    "//report",
    "/ report",
    "/report!",
    "/report:",
    "/report.",
    "/report/help",
    "/reports",
    "/re\u200bport",
    "/report\u200b",
    "\u200b/report",
    "\ufeff/report",
    "\u2044report",
    "\uff0freport",
    "/r\u0435port",
    "\\/report",
    "&#47;report",
    "report",
    "text /report",
    "please /report",
    ". /report",
    "@lighterman /report",
    "text\r/report",
    "text\u2028/report",
    "text\u0085/report",
    "text\x0b/report",
    "text<br>/report",
    "/close",
    "/lighterman close",
    "/lighterman unknown",
    "/lighterman /report",
    "/lighterman: report",
    "/home/dana/report",
    "/usr/bin/env",
    "`/report`",
    "`` /report ``",
    "`\n/report\n`",
    "text `code\n/report\n` text",
    "text ``\n/report\n`` text",
    "```\n/report\n```",
    "```\n\n/report\n\n```",
    "````\n```\n/report\n```\n````",
    "```\n/report",
    "```text\n/report\n```",
    "``` \n/report\n ```",
    "~~~\n/report\n~~~",
    "~~~\n```\n/report\n~~~",
    "```\n~~~\n/report\n```",
    "```\n``\n/report\n```",
    "```\n``` no end\n/report\n```",
    "```mermaid\ngraph LR\n/report\n```",
    "```suggestion:-0+0\n/report\n```",
    "   ```\n   /report\n   ```",
    "    /report",
    "\t/report",
    "text\n\n    /report",
    "text\n\n\t/report",
    "text\n     /report",
    "> /report",
    ">/report",
    "> text\n/report",
    "> text\n> /report",
    ">>> \n/report\n>>>",
    ">>>\n/report\n>>>",
    ">>>\n\n/report\n\n>>>",
    ">>>\n/report",
    ">>>>\n\n/report\n\n>>>>",
    ">>>\n```\n>>>\n/report\n```\n>>>",
    "   >>>\n/report\n   >>>",
    "> [!note]\n> /report",
    "- /report",
    "* /report",
    "+ /report",
    "1. /report",
    "- text\n/report",
    "- text\n  /report",
    "- text\n\n  /report",
    "1. text\n\n   /report",
    "- [ ] /report",
    "| /report |\n| --- |\n| /report |",
    "| a |\n| --- |\n/report",
    "# /report",
    "/report\n---",
    "/report\n===",
    "[a]:\n/report",
    "[a]: <b>\n'title\n/report'",
    "---\nkey: value\n\n/report\n\n---",
    "---\nkey: value\n/report\n---\ntext",
    "+++\nkey = 1\n\n/report\n\n+++",
    ";;;\n{}\n\n/report\n\n;;;",
    "<!-- /report -->",
    "<!--\n/report\n-->",
    "<!--\n\n/report\n\n-->",
    "<!-- a\n\n/report\n\nb -->",
    "<!--\n\n/report",
    "text <!--\n/report\n-->",
    "</p><!--\n\n/report\n\n-->",
    "<div><!--\n\n/report\n\n--></div>",
    "<pre>\n/report\n</pre>",
    "<pre>\n\n/report\n\n</pre>",
    "<PRE>\n\n/report\n\n</PRE>",
    "<pre><code>\n\n/report\n\n</code></pre>",
    "<script>\n\n/report\n\n</script>",
    "<style>\n\n/report\n\n</style>",
    "<textarea>\n\n/report\n\n</textarea>",
    "<![CDATA[\n\n/report\n\n]]>",
    "<?php\n\n/report\n\n?>",
    "<div>\n/report\n</div>",
    "<div>\n\n/report\n\n</div>",
    "<div/>\n\n/report\n\n</div>",
    "<span>\n\n/report\n\n</span>",
    "<details>\n/report\n</details>",
    "<details>\n\n/report\n\n</details>",
    "<DETAILS open>\n\n/report\n\n</DETAILS>",
    "<details><summary>a</summary>\n\n/report\n\n</details>",
    "<details><details>\n\na\n\n</details>\n\n/report\n\n</details>",
    "<details>\n\n/report",
    "text <details>\n\n/report\n\n</details>",
    "<details>\n\n<b></details2>\n\n/report",
    "<blockquote>\n\n/report\n\n</blockquote>",
    "<table><tr><td>\n\n/report\n\n</td></tr></table>",
    "<p>\n/report\n</p>",
    "<a href='\n/report\n'>x</a>",
    "<b title='\n/report\n'>x</b>",
    "On Monday Dana wrote:\n> /report\n> regards",
    "/report" + " x" * notes.MOST_CHARACTERS,
]


METADATA = ("---", "+++", ";;;")
"""These hide what follows only where they begin the note."""


@pytest.mark.parametrize(("note", "expected"), [(note, expected) for note, *expected in SPEAKS])
def test_a_command_stands_at_the_start_of_a_line_of_plain_text(note, expected):
    assert [f"/{' '.join((one.name, *one.arguments))}" for one in slash.find_commands(note)] == expected


@pytest.mark.parametrize("note", STAYS_SILENT)
def test_everything_else_is_no_command(note):
    assert slash.find_commands(note, own_name="bot") == ()


@pytest.mark.parametrize("note", [note for note in STAYS_SILENT if not note.startswith(METADATA)])
def test_a_command_above_is_found_whatever_follows(note):
    if len(note) < notes.MOST_CHARACTERS:
        assert slash.find_commands(f"/help\n\n{note}", own_name="bot") == (Command("help"),)


def test_a_command_given_twice_runs_once():
    assert slash.find_commands("/report\n/report api\n/report") == (Command("report"), Command("report", ("api",)))


def test_no_command_has_a_name_that_gitlab_would_take_away():
    ours = {*slash.verbs(), slash.LONG_FORM}
    assert {"help", "report"} <= ours
    assert ours & NAMES == set()


PIECES = (
    "/report",
    "\n",
    "\n\n",
    " ",
    "`",
    "```\n",
    ">>>\n",
    "> ",
    "- ",
    "<details>",
    "</details>",
    "<!--",
    "-->",
    "x",
)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("@lighterman report", ("report",)),
        ("@lighterman /report", ("report",)),
        ("@Lighterman Report", ("report",)),
        ("@lighterman\u00a0report", ("report",)),
        ("@lighterman report\n/help", ("report", "help")),
        ("text\n@lighterman report", ("report",)),
        ("@lighterman", ()),
        ("@lighterman please report", ()),
        ("@dana report", ()),
        ("text @lighterman report", ()),
        ("> @lighterman report", ()),
        ("`@lighterman report`", ()),
        ("```\n@lighterman report\n```", ()),
        ("- @lighterman report", ()),
        ("@lighterman.report", ()),
    ],
)
def test_a_line_may_begin_with_our_name_instead(note, expected):
    assert tuple(one.name for one in slash.find_commands(note, own_name="lighterman")) == expected


def test_who_does_not_know_our_name_takes_every_mention_for_it():
    assert slash.find_commands("@dana report") == (Command("report"),)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/reprot", "report"),
        ("/repot", "report"),
        ("/hlep", "help"),
        ("/retry-biuld", "retry-build"),
        ("/rety-build", "retry-build"),
        ("/lighterman reprot", "report"),
        ("/report", None),
        ("/deploy", None),
        ("/home", None),
        ("/etc", None),
        ("/usr/bin/env", None),
        ("/test", None),
        ("> /reprot", None),
        ("text /reprot", None),
    ],
)
def test_a_typo_is_within_two_letters_of_a_command(written, meant):
    found = slash.find_typos(written)
    assert [one.meant for one in found] == ([meant] if meant else [])


def test_a_typo_given_twice_is_named_once():
    assert slash.find_typos("/reprot\n/reprot x") == (Typo("reprot", "report"),)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join))
def test_whatever_is_written_reading_it_ends_with_known_commands(note):
    for command in slash.find_commands(note):
        lines = note.replace("\r", "").split("\n")
        assert command.name in slash.verbs()
        assert any(line.strip(" \u00a0").lower().startswith(f"/{command.name}") for line in lines)
