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
MEASURE = """<script>
const cells = [...document.querySelectorAll("th, thead td, tbody td")];
const wide = cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent);
document.body.textContent = JSON.stringify([cells.length, wide]);
</script>"""


@pytest.mark.parametrize(("example", "classes"), [("few-labels", 4), ("digit-images", 10)])
def test_names_of_classes_stay_within_their_cells(
    example: str, classes: int, tmp_path: Path, equip: Callable[[Path], Path]
) -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("chromium is not installed (apt: chromium)")
    project = equip(compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path / "project"))
    package = example.replace("-", "_")
    drawn = subprocess.run(
        [project / ".venv/bin/python", "-c", FIGURE.format(package=package)],
        cwd=project,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    style = (project / f"src/{package}/evaluation/report/style.css").read_text("utf-8")
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
