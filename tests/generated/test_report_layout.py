"""What a browser makes of the report: no text of a table of answers leaves its cell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FIGURE = """
from types import SimpleNamespace
import numpy as np
from {package}.data.contract import CLASSES
from {package}.evaluation.report.page import figures
from {package}.task.figures import decisions
labels = np.repeat(np.arange(len(CLASSES)), 120)
print(decisions(SimpleNamespace(labels=labels, probabilities=np.eye(len(CLASSES))[labels])))
"""
MANY = """
import {package}.evaluation.report.page
from {package}.evaluation.report.bars import importance
print(importance({{f"p{{number:02}}": 1 / (1 + number) for number in range(64)}}, "mae"))
print(importance({{"p00": 0.5, "p01": -0.1}}, "mae"))
"""
LISTS = """
from {package}.config.types import DataFacts
from {package}.evaluation.report import page
from {package}.evaluation.results import Evaluation, Measured, ModelFacts, at_least
names = ["ndcg@10", "hit_rate@10", "recall@10", "coverage", "diversity"]
found = Measured(0.2895, (0.2772, 0.3011), {{"known users": 0.3001, "new users": 0.1175}})
data = DataFacts("0" * 64, 30558, 1575, 0, 91, 3, "2026-05-31T00:00:00")
print("\\n".join(page(Evaluation(
    metrics={{name: found for name in names}},
    baselines={{"popularity": {{name: 0.1056 for name in names}}}},
    gates=[at_least("good", "a.claim", 30558, 27502), at_least("bad", "a.claim", 1, 2)],
    data=data,
    model=ModelFacts("shop", "1", "item_similarity", "now", "none"),
))))
"""
MEASURE = """<script>
const cells = [...document.querySelectorAll("th, thead td, tbody td")];
const wide = cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent);
document.body.textContent = JSON.stringify([cells.length, wide]);
</script>"""


def drawn_by(project: Path, script: str) -> str:
    """Return what a script prints that runs in a project; ``{package}`` is its package."""
    package = next((project / "src").iterdir()).name
    command = [project / ".venv/bin/python", "-c", script.format(package=package)]
    done = subprocess.run(
        command, cwd=project, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize(("example", "classes"), [("few-labels", 4), ("digit-images", 10)])
def test_names_of_classes_stay_within_their_cells(
    example: str, classes: int, tmp_path: Path, equip: Callable[[Path], Path]
) -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("chromium is not installed (apt: chromium)")
    project = equip(compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path / "project"))
    drawn = drawn_by(project, FIGURE)
    style = (project / f"src/{example.replace('-', '_')}/evaluation/report/style.css").read_text("utf-8")
    page = tmp_path / "page.html"
    figures = f'<main><div class="figures">{drawn}<figure></figure></div></main>'
    page.write_text(
        f"<!doctype html><meta charset=utf-8><style>{style}</style><body>{figures}{MEASURE}", "utf-8"
    )
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1100,900", "--dump-dom")
    done = subprocess.run(
        [browser, *options, page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    found = re.search(r"<body[^>]*>(\[.*\])</body>", done.stdout, re.DOTALL)
    assert found, done.stdout[-2000:]
    cells, wide = json.loads(found[1])
    assert cells == (classes + 1) ** 2
    assert wide == []


def test_of_many_features_the_first_are_shown_and_the_rest_counted(
    tmp_path: Path, equip: Callable[[Path], Path]
) -> None:
    project = equip(compile_to(EXAMPLES / "few-labels/mlsystem.yaml", tmp_path))
    many, few = drawn_by(project, MANY).splitlines()
    assert many.count("<rect") == 20
    assert "p19" in many
    assert "p20" not in many
    assert "44 more columns matter less" in many
    assert few.count("<rect") == 2
    assert "How much worse mae gets when the values of one column are shuffled.<" in few


def test_the_page_of_lists_tells_the_verdict_first_and_numbers_in_words_of_people(
    tmp_path: Path, equip: Callable[[Path], Path]
) -> None:
    project = equip(compile_to(EXAMPLES / "shop-recommendations/mlsystem.yaml", tmp_path))
    page = drawn_by(project, LISTS)
    assert '<p class="verdict fail">1 of 2 gates failed</p>' in page
    assert page.index("bad") < page.index("good"), "what failed comes first"
    assert "30,558" in page
    assert "judged from 2026-05-31 on" in page
    assert page.count("<figure>") == 5
    assert page.count('<rect class="baseline"') == 5
