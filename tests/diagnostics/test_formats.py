"""The formats for programs keep to their schemas and to what readers need."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from mlsys.diagnostics import (
    AddEntry,
    Diagnostic,
    Fix,
    RemoveEntry,
    Severity,
    codes,
    github,
    json_format,
    junit,
    project_codes,
    sarif,
)
from mlsys.diagnostics.report import Report, Skipped, ordered
from mlsys.resources import schemas_dir
from schema.language import GOOD, findings

TEXT = (
    GOOD.replace("stage: pilot", "stagee: pilot")
    .replace("50ms", "50")
    .replace("name: churn", "name: churn\n  name: b")
)
BARE = Diagnostic(
    "MLS401",
    Severity.NOTE,
    "a, b: 100% \x07",
    ("a",),
    help="x\ny",
    fix=Fix("t", (RemoveEntry(("a",)), AddEntry((), "b", "1"))),
)
REPORT = Report(
    (*ordered(findings(TEXT)), BARE), ("mlsystem.yaml", "clean.yaml"), 3, (Skipped("MLS601", "no traffic"),)
)


def test_json_keeps_to_its_published_schema() -> None:
    schema = json.loads((schemas_dir() / "diagnostics.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(json_format.render(REPORT))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert [d["code"] for d in document["diagnostics"]] == ["MLS002", "MLS001", "MLS004", "MLS401"]
    first = document["diagnostics"][0]
    assert first["path"] == "metadata.name"
    assert first["location"]["start"] == {"line": 5, "column": 3, "offset": TEXT.index("name: b")}
    assert document["summary"]["counts"] == {"error": 3, "note": 1}
    assert document["summary"]["fails"] is True


def test_github_annotations_are_escaped() -> None:
    lines = github.render(REPORT).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(
        "::error file=mlsystem.yaml,line=5,endLine=5,col=3,endColumn=7,title=MLS002 metadata.name::"
    )
    assert lines[3] == "::notice title=MLS401 a::a, b: 100%25 \x07%0Ahelp: x%0Ay"


def test_sarif_names_rules_levels_and_regions() -> None:
    log: dict[str, Any] = json.loads(sarif.render(REPORT, version="1.2.3"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in rules] == ["MLS001", "MLS002", "MLS004", "MLS401"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
    duplicate = run["results"][0]
    assert duplicate["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert duplicate["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert run["results"][3]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


@pytest.mark.parametrize(
    ("name", "uri"), [("a b/c.yaml", "a%20b/c.yaml"), ("/x/ä.yaml", "file:///x/%C3%A4.yaml")]
)
def test_sarif_writes_paths_as_uris(name: str, uri: str) -> None:
    from mlsys.source import SourceFile
    from mlsys.syntax.reader import read

    report = Report(read(SourceFile(name, "a: 1\na: 2\n")).diagnostics)
    location = json.loads(sarif.render(report))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_junit_is_xml_with_a_case_a_finding() -> None:
    suite = ElementTree.fromstring(junit.render(REPORT).encode())[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "3", "1")
    assert len(suite.findall("testcase/failure")) == 3
    assert suite.findall("testcase")[4].get("name") == "clean.yaml"


def test_every_structural_code_has_a_page() -> None:
    names = {**vars(codes), **vars(project_codes)}
    declared = {value for name, value in names.items() if name.isupper() and isinstance(value, str)}
    assert declared == set(codes.PAGES)
    for page in codes.PAGES.values():
        assert page.title[0].islower()
        assert page.text.endswith(".")
        assert len(page.text) > 80
