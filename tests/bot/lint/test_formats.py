"""The forms for machines: each follows its own specification, and names stay when lines move."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from bot.lint.finding import Finding, Fix, Severity
from bot.lint.fingerprints import fingerprints
from bot.lint.formats import code_quality, junit, sarif, text
from bot.lint.formats import json as json_form
from bot.lint.report import Report, told

ONE = Finding(line=2, column=5, message='a "<b>" & \x01', path="a b/Dockerfile", rule="squash", severity=Severity.ERROR)
TWO = Finding(line=9, message="x", path=".gitlab-ci.yml", rule="base-eol", kind="k", severity=Severity.INFO)
THREE = Finding(line=9, message="y", path="c", rule="base-eol", fix=Fix("do it", ()))


def report(*findings):
    return Report(tuple(told(findings, lambda path, line: f"{path} {line}", lambda one: {one.path: "+x\n"})), 3)


def test_text_is_one_line_a_finding_and_a_sum():
    assert text.render(report(TWO, THREE)).splitlines() == [
        ".gitlab-ci.yml:9:1: info x [base-eol]",
        "c:9:1: warning y [base-eol]",
        "3 files read: 1 warning, 1 info; --diff shows fixes for 1 of them, --fix makes them",
    ]
    assert text.render(report()) == "3 files read, nothing found\n"


def test_json_has_a_schema_and_the_fix_of_each_finding():
    found = json.loads(json_form.render(report(ONE, THREE)))
    assert found["schema"] == 1
    assert [one["fix"] for one in found["findings"]] == [
        None,
        {"title": "do it", "files": [{"path": "c", "patch": "+x\n"}]},
    ]


def test_the_code_quality_report_has_the_fields_that_gitlab_reads():
    first, second = json.loads(code_quality.render(report(ONE, TWO)))
    assert set(first) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert first["location"] == {"path": "a b/Dockerfile", "lines": {"begin": 2}}
    assert (first["severity"], second["severity"]) == ("critical", "info")
    assert first["fingerprint"] != second["fingerprint"]


def test_sarif_names_its_version_its_rules_and_its_places():
    found = json.loads(sarif.render(report(ONE, TWO)))
    (run,) = found["runs"]
    assert found["version"] == "2.1.0"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"squash", "base-eol"}
    first, second = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/Dockerfile"},
        "region": {"startLine": 2, "startColumn": 5},
    }
    assert (first["level"], second["level"]) == ("error", "note")


def test_junit_is_xml_whatever_a_message_holds_and_an_info_does_not_fail():
    root = ET.fromstring(junit.render(report(ONE, TWO)))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [[child.tag for child in case] for case in suite] == [["failure"], ["system-out"]]
    assert suite[0][0].get("message") == 'a "<b>" & \N{REPLACEMENT CHARACTER}'


def names(lines, *places):
    findings = [Finding(line=line, message="m", path="f", rule="r") for line in places]
    return [name for _, name in fingerprints(findings, lambda _, line: lines[line - 1])]


def test_a_name_stays_when_lines_move_or_are_indented_anew():
    assert names(["RUN  a"], 1) == names(["", "# x", "  RUN a"], 3)


def test_equal_lines_have_names_of_their_own():
    assert len(set(names(["RUN a", "RUN a", "RUN b"], 1, 2, 3))) == 3


@pytest.mark.parametrize("change", [{"path": "g"}, {"rule": "s"}, {"kind": "k"}])
def test_another_file_rule_or_kind_has_another_name(change):
    first = Finding(line=1, message="m", path="f", rule="r")
    other = Finding(**{"line": 1, "message": "m", "path": "f", "rule": "r"} | change)
    assert len({name for one in (first, other) for _, name in fingerprints([one], lambda *_: "x")}) == 2


def test_a_name_holds_nothing_that_a_report_could_not():
    assert re.fullmatch("[0-9a-f]{40}", names(["\udcff"], 1)[0])
