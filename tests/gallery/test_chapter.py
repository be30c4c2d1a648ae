"""The page of the chapter leads to examples that do what it says they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from mlsys import pipeline
from mlsys.spec.lookup import places
from mlsys.syntax.nodes import to_plain

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/explanation/chapter.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| what the chapter asks")
]
FIELD = re.compile(r"`([a-z_]+(?:\.[a-z_*]+)+)(?:: (\w+))?`")


def declares(document: object, path: str) -> bool:
    first, _, rest = path.partition(".")
    if isinstance(document, list):
        return any(declares(item, path) for item in document)
    if not isinstance(document, dict):
        return False
    found = list(document.values()) if first == "*" else [document[first]] if first in document else []
    return any(declares(item, rest) for item in found) if rest else bool(found)


def document_of(example: str) -> object:
    return yaml.safe_load((ROOT / "examples" / example / "mlsystem.yaml").read_text("utf-8"))


def value(document: object, path: str) -> object:
    for step in path.split("."):
        document = document.get(step) if isinstance(document, dict) else None
    return document


def test_every_row_names_an_example_that_there_is() -> None:
    shown = {name for row in ROWS for name in re.findall(r"\]\(\.\./gallery/([\w-]+)\.md\)", row[2])}
    assert shown <= {path.parent.name for path in (ROOT / "examples").glob("*/mlsystem.yaml")}
    assert all("](../gallery/" in row[2] for row in ROWS)
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_an_example_of_the_row_declares_the_field_of_the_row(row: list[str]) -> None:
    examples = re.findall(r"\]\(\.\./gallery/([\w-]+)\.md\)", row[2])
    for path, said in FIELD.findall(row[1]):
        documents = [document_of(name) for name in examples]
        if said:
            assert said in {value(document, path) for document in documents}, path
        else:
            assert any(declares(document, path) for document in documents), path


@pytest.mark.parametrize("path", sorted({path for row in ROWS for path, _ in FIELD.findall(row[1])}))
def test_every_field_is_one_of_the_language(path: str) -> None:
    tagged = to_plain(pipeline.check(ROOT / "examples/telco-churn/mlsystem.yaml").tree)
    steps = tuple("any" if step == "*" else step for step in path.split("."))
    assert places(steps, None) or places(steps, tagged), path
