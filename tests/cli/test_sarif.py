"""What code scanning needs of a SARIF log, and the published schema of SARIF."""

from __future__ import annotations

import json

import jsonschema
import pytest

from generated_support import npm_install
from updating_support import edit

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SCHEMA = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture
def log(mlsys, spec):
    """The log of a document with findings of rules, of the structure and of the project."""
    edit(spec, "role: optimize", "rolle: optimize")
    edit(spec, "path: data/telco_churn.csv", "path: data/none.csv")
    edit(spec, "contract == 'Month", "contrct == 'Month")
    spec.write_text(f"{spec.read_text()}suppressions: [{{rule: MLS105}}]\n")
    return json.loads(mlsys("validate", spec, "--format", "sarif").out)


def test_every_rule_has_its_page_and_every_result_a_place(log):
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {"MLS001", "MLS011", "MLS408"} <= {rule["id"] for rule in rules}
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
    assert run["tool"]["driver"]["semanticVersion"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    fingerprints = [result["partialFingerprints"]["mlsysRoute/v1"] for result in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)


@pytest.mark.slow
def test_the_log_has_the_published_form(log, tmp_path):
    schema = json.loads((npm_install(tmp_path, PACKAGE) / SCHEMA).read_text())
    jsonschema.Draft7Validator(schema).validate(log)
