"""Shell as jobs write it: which commands there are, their words, and what becomes of one that fails."""

import pytest

from bot.files.shell import read_script


def commands(text):
    return [" ".join(command.texts) for command in read_script(text).commands if command.words]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("docker build .", ["docker build ."]),
        ("a && b", ["a", "b"]),
        ("a || b", ["a", "b"]),
        ("a; b", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("a & b", ["a", "b"]),
        ("a\nb", ["a", "b"]),
        ("a \\\n  b", ["a b"]),
        ("a 'b  c' d", ["a b  c d"]),
        ('a "b  c" d', ["a b  c d"]),
        ("a b\\ c", ["a b c"]),
        ('a "b \\" c"', ['a b " c']),
        ("a $X ${Y}", ["a $X ${Y}"]),
        ("a $X/$Y/b:c-$Z d", ["a $X/$Y/b:c-$Z d"]),
        ("A=$X/$Y/b c", ["c"]),
        ("a $((1+$X)) && b", ["a $((1+$X))", "b"]),
        ("(a && b)", ["a", "b"]),
        ("{ a; b; }", ["a", "b"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("while a; do b; done", ["a", "b"]),
        ("for x in 1 2; do b $x; done", ["b $x"]),
        ("case $x in a) b;; *) c;; esac", ["b", "c"]),
        ("f() { a; }\nf", ["a", "f"]),
        ("! a", ["a"]),
        ("A=1 b", ["b"]),
        ("A=1", []),
        ("[ -n x ] && a", ["a"]),
        ("[[ -n x ]] && a", ["a"]),
        ("test -n x && a", ["test -n x", "a"]),
        ("echo $(a b)", ["a b", "echo $(a b)"]),
        ("A=$(a b)", ["a b"]),
        ("echo `a b`", ["a b", "echo `a b`"]),
        ("sh -c 'a && b'", ["sh -c a && b", "a", "b"]),
        ('bash -lc "a; b"', ["bash -lc a; b", "a", "b"]),
        ('sudo -u x sh -c "a"', ["sudo -u x sh -c a", "a"]),
        ("ssh host 'a; b'", ["ssh host a; b", "a", "b"]),
        ("eval 'a b'", ["eval a b", "a b"]),
        ("sh -c \"sh -c 'a'\"", ["sh -c sh -c 'a'", "sh -c a", "a"]),
        ("a > x 2>&1", ["a"]),
        ("a > x b", ["a b"]),
        ("a <<END\nb\nEND\nc", ["a", "c"]),
        ("docker build - <<END\nFROM x\nEND", ["docker build -"]),
        ("# a\nb # c", ["b"]),
        ("", []),
        ("a 'unclosed", ["a"]),
        ("a; fi; b", ["a", "fi", "b"]),
    ],
)
def test_commands_are_found_in_the_order_they_run(text, found):
    assert commands(text) == found


def test_broken_shell_costs_no_command_behind_it():
    assert "docker push x" in commands("a )\ndocker push x")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a", ""),
        ("a && b", ""),
        ("a || true", "|| true"),
        ("a || echo no", "|| echo no"),
        ("a || b || c", "|| b"),
        ("a || exit 1", ""),
        ("a || { echo no; exit 1; }", ""),
        ("a || (echo no; false)", ""),
        ("a && b || true", "|| true"),
        ("a | b || true", "|| true"),
        ("if a; then b; fi", "if"),
        ("while a; do b; done", "while"),
        ("! a", "!"),
        ("a &", "&"),
        ("set +e\na", "set +e"),
        ("set +e\nset -e\na", ""),
        ("(a) || true", "|| true"),
        ("sh -c 'a || true'", "|| true"),
        ("{ a; } || true", "|| true"),
    ],
)
def test_a_failure_that_the_script_survives_says_why(text, reason):
    found = [command for command in read_script(text).commands if command.texts == ("a",)]
    assert [command.tolerated_by for command in found] == [reason]


@pytest.mark.parametrize(
    ("text", "is_conditional", "is_subshell", "is_remote", "function"),
    [
        ("a", False, False, False, ""),
        ("b && a", False, False, False, ""),
        ("b || a", True, False, False, ""),
        ("[ x ] && a", True, False, False, ""),
        ("if b; then a; fi", True, False, False, ""),
        ("if b; then c; else a; fi", True, False, False, ""),
        ("(a)", False, True, False, ""),
        ("a | b", False, True, False, ""),
        ("echo $(a)", False, True, False, ""),
        ("ssh host 'a; b'", False, True, True, ""),
        ("f() { a; }", True, False, False, "f"),
        ("for x in 1 2; do a; done", False, False, False, ""),
        ("for x in; do a; done", True, False, False, ""),
        ("case x in y) a;; esac", True, False, False, ""),
    ],
)
def test_what_surrounds_a_command_is_known(text, is_conditional, is_subshell, is_remote, function):
    (one,) = [command for command in read_script(text).commands if command.texts == ("a",)]
    found = (one.is_conditional, one.is_subshell, one.is_remote, one.function)
    assert found == (is_conditional, is_subshell, is_remote, function)


def test_a_command_knows_what_is_piped_into_it():
    (echo, login) = read_script('echo "$PASSWORD" | docker login --password-stdin').commands
    assert login.piped_from == echo


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A=1", [("A", "1")]),
        ("A=1 B=$C", [("A", "1"), ("B", "$C")]),
        ("export A=1", [("A", "1")]),
        ("export A", [("A", None)]),
        ("A=1 docker build .", [("A", "1")]),
        ("unset A", [("A", None)]),
        ("A=", [("A", "")]),
        ("docker run -e A=1 x", []),
    ],
)
def test_assignments_are_told_apart_from_words(text, names):
    found = [one for command in read_script(text).commands for one in command.assignments]
    assert [(one.name, one.value.text if one.value is not None else None) for one in found] == names


def test_set_e_is_followed_to_the_end():
    assert read_script("set +e").stops_on_failure is False
    assert read_script("a", stops_on_failure=False).stops_on_failure is False
    assert read_script("set -euo pipefail", stops_on_failure=False).stops_on_failure is True
    assert read_script("(set +e)").stops_on_failure is True


def test_offsets_are_those_of_characters():
    text = "echo ä; docker build ."
    command = read_script(text).commands[1]
    assert text[command.start : command.end] == "docker build ."


def test_a_line_of_brackets_is_left_out_and_the_rest_read():
    script = read_script("a\n" + "{(|" * 1000 + "\nb\n")
    assert script.unread == (2,)
    assert [command.texts for command in script.commands] == [("a",), ("b",)]
