"""Every Mermaid diagram, drawn by Mermaid in a real browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generated_support import ROOT, npm_install

pytestmark = pytest.mark.slow

PACKAGE = "mermaid@12.3.0"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FENCE = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
PAGE = """<!doctype html><body><script src="{library}"></script><script>
mermaid.initialize({{startOnLoad: false}});
(async () => {{
  const told = [];
  for (const [number, text] of {diagrams}.entries()) {{
    try {{ told.push((await mermaid.render("d" + number, text)).svg.includes("<svg") ? "drawn" : "empty"); }}
    catch (fault) {{ told.push(String(fault)); }}
  }}
  document.body.textContent = JSON.stringify(told);
}})();
</script>"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return npm_install(tmp_path_factory.mktemp("npm"), PACKAGE) / "mermaid" / "dist" / "mermaid.min.js"


def drawn(diagrams: list[str], library: Path, folder: Path) -> list[str]:
    """Return what the browser says of each diagram: ``drawn``, or why not."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("chromium is not installed (apt: chromium)")
    page = folder / "page.html"
    text = json.dumps(diagrams).replace("</", "<\\/")
    page.write_text(PAGE.format(library=library.as_uri(), diagrams=text), encoding="utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom")
    command = [browser, *options, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r"<body[^>]*>(\[.*\])</body>", done.stdout, re.DOTALL)
    assert found, done.stdout[-2000:]
    told: list[str] = json.loads(html.unescape(found[1]))
    return told


def test_every_diagram_is_drawn(churn: Path, quickstart: Path, library: Path, tmp_path: Path) -> None:
    documents = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *churn.glob("docs/**/*.md")]
    documents += quickstart.glob("docs/**/*.md")
    found = [(path, diagram) for path in documents for diagram in FENCE.findall(path.read_text("utf-8"))]
    assert {path.name for path, _ in found} >= {"architecture.md", "design.md"}
    verdicts = drawn([diagram for _, diagram in found], library, tmp_path)
    refused = [(str(path), told) for (path, _), told in zip(found, verdicts, strict=True) if told != "drawn"]
    assert refused == []


def test_a_broken_diagram_is_noticed(library: Path, tmp_path: Path) -> None:
    good, bad = drawn(["flowchart LR\n a --> b", "flowchart LR\n a --> ((b"], library, tmp_path)
    assert good == "drawn"
    assert "Parse error" in bad
