"""The reference pages are those that the code yields now, and they are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlsys.diagnostics.codes import PAGES
from mlsys.reference.pages import WRITTEN, build, write
from mlsys.rules.registry import all_rules
from mlsys.spec.registry import metrics
from mlsys.spec.schema import build_schema
from mlsys.spec.tasks import TASKS

FOLDER = Path(__file__).resolve().parents[2] / "docs/reference"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return build()


def test_the_committed_pages_are_current(pages: dict[str, str]) -> None:
    committed = {p.relative_to(FOLDER).as_posix(): p.read_text() for p in FOLDER.rglob("*.md")}
    committed = {name: text for name, text in committed.items() if name not in WRITTEN}
    stale = sorted(name for name in pages.keys() | committed.keys() if pages.get(name) != committed.get(name))
    assert not stale, "run `make reference`"


def test_every_code_has_its_place(pages: dict[str, str]) -> None:
    bands = "".join(text for name, text in pages.items() if name.startswith("rules/"))
    for code in (*PAGES, *(rule.code for rule in all_rules())):
        assert f'<a id="{code}"></a>' in bands
        assert f"#{code})" in pages["rules.md"]


def test_every_section_metric_and_task_has_its_place(pages: dict[str, str]) -> None:
    for name, schema in build_schema()["$defs"].items():
        if schema.get("properties"):
            assert f'<a id="{name}"></a>' in pages["language.md"] or name == "Overlay"
    for name in metrics():
        assert f"`{name}`" in pages["metrics.md"]
    for name in TASKS:
        assert f"## `{name}`" in pages["tasks.md"]


def test_every_link_leads_to_an_anchor(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]*)\)", text):
            home = (Path(name).parent / target).as_posix() if target else name
            assert f'<a id="{anchor}"></a>' in pages[home], f"{name}: {target}#{anchor}"


def test_no_cell_breaks_its_table(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {line.count(" | ") for line in block.splitlines()}
            assert len(widths) == 1, f"{name}: {block[:200]}"


def test_writing_replaces_and_removes(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("of a rule that is gone")
    (tmp_path / "picture.png").write_bytes(b"")
    write(tmp_path)
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {*build(), "picture.png"}
