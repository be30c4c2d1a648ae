"""The gallery shows every example as it was measured, and the examples are those that were measured."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.gallery import evidence, pages, pictures  # noqa: E402

GALLERY = ROOT / "docs/gallery"
NAMES = evidence.names()


def test_every_example_has_a_page_and_every_page_an_example() -> None:
    assert {path.stem for path in GALLERY.glob("*.md")} - {"README"} == set(NAMES), "run `make gallery`"
    assert {path.stem for path in GALLERY.glob("evidence/*.json")} == set(NAMES)
    linked = re.findall(
        r"^\| \[([\w-]+)\]\(\1\.md\)", (GALLERY / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert linked == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_the_one_that_was_measured(name: str) -> None:
    why = evidence.stale(evidence.recorded(GALLERY, name), ROOT / "examples" / name)
    assert why is None, f"{why}: run `make gallery`"


def test_the_pages_are_what_was_measured() -> None:
    built = pages.build(GALLERY)
    committed = {path.name: path.read_text("utf-8") for path in GALLERY.glob("*.md")}
    edited = sorted(
        name for name in built.keys() | committed.keys() if built.get(name) != committed.get(name)
    )
    assert not edited, "run `make gallery`"


@pytest.mark.parametrize("name", NAMES)
def test_the_pictures_are_those_of_the_report(name: str) -> None:
    recorded = evidence.recorded(GALLERY, name)
    assert recorded is not None
    drawn = [path.read_text("utf-8") for path in sorted(GALLERY.glob(f"pictures/{name}-[0-9].svg"))]
    assert drawn
    assert [evidence.digest_of_text(svg) for svg in drawn] == [
        shown["sha256"] for shown in recorded["pictures"]
    ]
    for svg in drawn:
        assert ET.fromstring(svg).get("viewBox")
        used = set(re.findall(r"var\((--\w+)\)", svg))
        assert used <= set(re.findall(r"(--\w+):", svg)), "a colour that the picture does not bring"


@pytest.mark.parametrize("name", NAMES)
def test_every_example_passed_its_gates_and_tells_its_data_and_licence(name: str) -> None:
    recorded = evidence.recorded(GALLERY, name)
    assert recorded is not None
    assert [gate["id"] for gate in recorded["gates"] if not gate["passed"]] == []
    assert {"setup", "train", "evaluate", "batch"} == set(recorded["seconds"])
    page = (GALLERY / f"{name}.md").read_text("utf-8")
    about = page.split("## Data")[1].split("## Time")[0]
    assert re.search(r"MIT|BSD-3-Clause|Apache-2\.0|CC0|CC BY|public domain", about)


def test_links_lead_somewhere() -> None:
    for path in GALLERY.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def copy_of(name: str, folder: Path) -> tuple[Path, evidence.Evidence]:
    recorded = evidence.recorded(GALLERY, name)
    assert recorded is not None
    return Path(shutil.copytree(ROOT / "examples" / name, folder / name)), recorded


def test_a_comment_asks_for_no_new_measurement_and_a_word_or_a_row_does(tmp_path: Path) -> None:
    example, recorded = copy_of("quickstart", tmp_path)
    document = example / "mlsystem.yaml"
    text = document.read_text("utf-8")
    document.write_text(f"# told anew\n{text}", encoding="utf-8")
    assert evidence.stale(recorded, example) is None
    document.write_text(text.replace("tenure < 12", "tenure < 13"), encoding="utf-8")
    assert "document" in str(evidence.stale(recorded, example))
    document.write_text(text, encoding="utf-8")
    with (example / "data/telco_churn.csv").open("a", encoding="utf-8") as table:
        table.write("1,One year,20.0,No\n")
    assert "data" in str(evidence.stale(recorded, example))


def test_a_figure_changed_by_hand_shows_in_the_page_and_the_other_way_round(tmp_path: Path) -> None:
    gallery = Path(shutil.copytree(GALLERY, tmp_path / "gallery"))
    record = gallery / "evidence/quickstart.json"
    changed = json.loads(record.read_text("utf-8"))
    changed["metrics"]["pr_auc"]["value"] = 0.987
    record.write_text(json.dumps(changed), encoding="utf-8")
    assert "0.987" in pages.build(gallery)["quickstart.md"]
    assert "0.987" in pages.build(gallery)["README.md"]


def test_a_picture_stands_alone_with_the_rules_that_it_uses() -> None:
    report = (
        "<style>:root { --card: #fff; --ink: #000 }\n* { margin: 0 }\n.bar { fill: var(--ink); }\n"
        ".other { fill: red; }</style>"
        "<figure><h3>Slices</h3><svg viewBox='0'></svg><figcaption>x</figcaption></figure>"
        '<figure><h3>Share &amp; count</h3><svg viewBox="0 0 40 30"><path class="bar" d="M0 0"/></svg>'
        "<figcaption>A <b>bar</b>.</figcaption></figure>"
    ).replace("viewBox='0'", 'viewBox="0 0 1 1"')
    first, second = pictures.pictures(report)
    assert (first.title, first.caption, second.title) == ("Share & count", "A bar.", "Slices")
    assert ".bar" in first.svg
    assert ".other" not in first.svg


@pytest.mark.slow
def test_measuring_runs_the_example_and_writes_its_page(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.gallery", "quickstart", "--into", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    measured = evidence.recorded(tmp_path, "quickstart")
    shown = evidence.recorded(GALLERY, "quickstart")
    assert measured is not None
    assert shown is not None
    assert measured["metrics"] == shown["metrics"], "the figures of the gallery cannot be had again"
    assert {path.name for path in tmp_path.glob("*.md")} == {"README.md", "quickstart.md"}
