"""Generated files read as if somebody had written them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

TEXT = {".yml", ".yaml", ".md", ".toml", ".json", ".py", ""}
DATA = {"data", "mlsystem.yaml"}
TEMPLATE = r"\{% | %\}|\[% | %\]|\{# | #\}|\[\[ | \]\]|\| None \|"


def texts(project: Path) -> dict[str, str]:
    return {
        str(path.relative_to(project)): path.read_text(encoding="utf-8")
        for path in sorted(project.rglob("*"))
        if path.is_file() and path.suffix in TEXT and path.relative_to(project).parts[0] not in DATA
    }


@pytest.mark.parametrize("example", ["churn", "quickstart"])
def test_no_trace_of_a_template_is_left(example: str, request: pytest.FixtureRequest) -> None:
    faults = []
    for path, text in texts(request.getfixturevalue(example)).items():
        for number, line in enumerate(text.splitlines(), start=1):
            if line != line.rstrip() or re.search(TEMPLATE, line):
                faults.append(f"{path}:{number}: {line!r}")
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            faults.append(f"{path}: ends in {text[-2:]!r}")
        if "\n\n\n" in text and not path.endswith(".py"):
            faults.append(f"{path}: two blank lines")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("example", ["churn", "quickstart"])
def test_every_structured_file_parses(example: str, request: pytest.FixtureRequest) -> None:
    for path, text in texts(request.getfixturevalue(example)).items():
        if path.endswith((".yml", ".yaml")):
            assert list(yaml.safe_load_all(text)), path
        elif path.endswith(".json"):
            assert json.loads(text), path
        elif path.endswith(".toml"):
            assert tomllib.loads(text), path


@pytest.mark.parametrize("example", ["churn", "quickstart"])
def test_links_between_documents_lead_somewhere(example: str, request: pytest.FixtureRequest) -> None:
    project = request.getfixturevalue(example)
    broken = [
        f"{path}: {target}"
        for path, text in texts(project).items()
        if path.endswith(".md")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
        if not (project / path).parent.joinpath(target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_a_prototype_gets_no_section_that_it_did_not_ask_for(quickstart: Path) -> None:
    present = {path.split("/")[0] for path in texts(quickstart)}
    assert present.isdisjoint({"monitoring", "deploy", "CODEOWNERS"})
    design = (quickstart / "docs" / "design.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", design, re.MULTILINE)
    assert "What it promises" not in headings
    assert "Who answers for it" not in headings
    bodies = re.split(r"^## .+$", design, flags=re.MULTILINE)[1:]
    assert all(body.strip() for body in bodies), headings


def test_every_alert_has_its_runbook_and_no_runbook_is_idle(churn: Path) -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in (churn / "monitoring").glob("*_rules.yml"))
    wanted = set(re.findall(r"runbook_url: (\S+)", rules))
    present = {str(path.relative_to(churn)) for path in (churn / "docs" / "runbooks").iterdir()}
    assert wanted == present
    for path in present:
        text = (churn / path).read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Meaning",
            "Impact",
            "Diagnosis",
            "Mitigation",
        ]
