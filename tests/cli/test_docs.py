"""What the documents say exists: links, commands, targets, codes, examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlsys.cli import exits
from mlsys.cli.explaining.rules import all_rules
from mlsys.cli.overview import COMMANDS
from mlsys.diagnostics.codes import PAGES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request):
    return request.param


def test_the_readme_shows_every_example():
    text = (ROOT / "README.md").read_text()
    assert [
        path.name for path in (ROOT / "examples").iterdir() if f"(examples/{path.name}/" not in text
    ] == []


def test_every_command_target_and_code_exists(document):
    text = document.read_text()
    commands = set(re.findall(r"(?:`|\$ )mlsys ([a-z]+)", text))
    assert commands <= {*COMMANDS, "new"}
    targets = {
        target
        for line in re.findall(r"(?:`|\$ )make ((?!-C)[a-z][a-z -]*)", text)
        for target in line.split("  ")[0].split()
    }
    makefiles = (ROOT / "Makefile", ROOT / "blueprints/base/template/Makefile.jinja")
    known_targets = {
        target for path in makefiles for target in re.findall(r"^([a-z-]+):", path.read_text(), re.MULTILINE)
    }
    assert targets - known_targets == set()
    known = {*PAGES, *(rule.code for rule in all_rules())}
    assert {code for code in re.findall(r"\bMLS\d{3}\b", text) if code not in known} == set()


def test_no_document_names_a_registry_or_a_machine(document):
    assert not re.search(
        r"pypi\.org|files\.pythonhosted|registry\.npmjs|/home/|/root/|/Users/", document.read_text()
    )


def test_the_readme_shows_the_quickstart_as_it_is():
    assert (ROOT / "examples/quickstart/mlsystem.yaml").read_text() in (ROOT / "README.md").read_text()


def test_the_readme_lists_every_command_and_exit_code():
    text = (ROOT / "README.md").read_text()
    assert [name for name in COMMANDS if f"mlsys {name}" not in text] == []
    codes = {value for name, value in vars(exits).items() if name.isupper()}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == codes


def test_the_finding_in_the_readme_is_what_the_compiler_says(mlsys, tmp_path, monkeypatch):
    shown = re.search(r"\$ mlsys validate\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown
    text = (ROOT / "examples/telco-churn/mlsystem.yaml").read_text()
    for old, new in (
        ("objective: 99.9%", "objective: 99.99%"),
        ("{min: 3, max: 8", "{min: 1, max: 8"),
        ("family:", "famly:"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "mlsystem.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert without_lines(shown[1]) in without_lines(mlsys("validate").out)


def without_lines(text):
    """A rendered finding without the numbers of lines, which move with every edit of the example."""
    text = re.sub(r"(?m)^ *\d* (?=\||=|-->)|^ *(?=-->)", "", text)
    return re.sub(r":\d+:", ":", text)
