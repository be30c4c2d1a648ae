"""Many documents at a glance."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from updating_support import commit, edit, git, needs_git

BINARY = Path(__file__).resolve().parents[1] / "rules/bases/binary.yaml"
CHURN = Path(__file__).resolve().parents[2] / "examples/telco-churn/mlsystem.yaml"
POLICY = """apiVersion: mlsys/v1alpha2
kind: Policy
metadata: {name: baseline, owner: platform}
required: [metadata.repository]
exceptions:
  - {rule: required.metadata.repository, system: NAME, reason: r, owner: platform, expires: 2999-01-01}
"""


@pytest.fixture
def fleet(tmp_path: Path, spec: Path) -> Path:
    """A fleet of a compiled system, one with an error, one that is no YAML, and one that is empty."""
    folder = tmp_path / "fleet"
    shutil.copytree(spec.parent, folder / "quick")
    for name in ("broken", "torn", "empty", "node_modules/x", ".hidden"):
        (folder / name).mkdir(parents=True)
        shutil.copy(spec, folder / name / "mlsystem.yaml")
    text = spec.read_text()
    (folder / "broken/mlsystem.yaml").write_text(text.replace("baseline:", "baselines:"))
    (folder / "torn/mlsystem.yaml").write_text("a: [")
    (folder / "empty/mlsystem.yaml").write_text("")
    return folder


def rows(mlsys, *arguments: str | Path) -> dict[str, dict[str, object]]:
    lines = mlsys("fleet", *arguments, "--format", "json").out.splitlines()
    found = [json.loads(line) for line in lines]
    return {Path(row["path"]).parent.name: row for row in found}


@needs_git
def test_every_document_is_a_row_and_the_rest_goes_on(mlsys, fleet: Path) -> None:
    subprocess.run(["git", "init", "-q", fleet], check=True)
    mlsys("compile", fleet / "quick/mlsystem.yaml", "-o", fleet / "project", "--quiet")
    found = rows(mlsys, fleet, "--jobs", "2")
    assert set(found) == {"quick", "broken", "torn", "empty"}, "no copy of a project, nothing hidden"
    assert "is empty" in found["empty"]["fault"]
    assert "MLS001" in found["broken"]["codes"]
    assert found["torn"]["errors"] == 1
    quick = found["quick"]
    assert (quick["system"], quick["stage"], quick["errors"]) == ("quick-churn", "prototype", 0)
    assert 0 < quick["enforced"] <= quick["claims"]


def test_rows_are_what_validate_says(mlsys, tmp_path: Path) -> None:
    shutil.copy(BINARY, tmp_path / "mlsystem.yaml")
    (row,) = rows(mlsys, tmp_path).values()
    said = json.loads(mlsys("validate", tmp_path / "mlsystem.yaml", "--format", "json").out)
    severities = [finding["severity"] for finding in said["diagnostics"]]
    assert [row["errors"], row["dangers"], row["warnings"]] == [
        severities.count(name) for name in ("error", "danger", "warning")
    ]
    assert row["team"] == "card-ml"


def test_exceptions_are_counted(mlsys, fleet: Path) -> None:
    (fleet / "mlsys.toml").write_text('policies = ["policy.yaml"]\n')
    (fleet / "policy.yaml").write_text(POLICY.replace("NAME", "another"))
    assert [rows(mlsys, fleet / "quick")["quick"][key] for key in ("errors", "exceptions")] == [1, 0]
    (fleet / "policy.yaml").write_text(POLICY.replace("NAME", "quick-churn"))
    assert [rows(mlsys, fleet / "quick")["quick"][key] for key in ("errors", "exceptions")] == [0, 1]


def test_the_table_fits_80_columns_and_tells_the_worst_first(mlsys, fleet: Path) -> None:
    outcome = mlsys("fleet", fleet)
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert max(map(len, lines[:5])) <= 80
    assert lines[4].startswith("quick-churn")
    assert "4 systems, 3 with errors or dangers, 0 exceptions in force" in lines
    assert mlsys("fleet", fleet / "quick").code == 0


def test_the_longest_names_and_the_longest_stage_fit_80_columns(mlsys, tmp_path: Path) -> None:
    text = CHURN.read_text().replace("customer-ml", f"customers-{'m' * 30}")
    (tmp_path / "mlsystem.yaml").write_text(text.replace("name: telco-churn", f"name: telco-{'c' * 40}"))
    table = mlsys("fleet", tmp_path).out.splitlines()[:2]
    assert "production" in table[1]
    assert max(map(len, table)) <= 80


@pytest.fixture
def compiled(mlsys, tmp_path: Path, spec: Path) -> Path:
    """A repository of one document, with its project in a folder of its own; everything is committed."""
    root = tmp_path / "repository"
    shutil.copytree(spec.parent, root / "quick")
    git(root, "init", "-q")
    mlsys("compile", root / "quick/mlsystem.yaml", "-o", root / "project", "--quiet")
    commit(root)
    return root


def as_of(root: Path, version: str) -> None:
    """Let the project be one that blueprints of ``version`` were used for."""
    lock = root / "project/mlsystem.lock"
    lock.write_text(re.sub(r'"version": "[0-9.]+"', f'"version": "{version}"', lock.read_text()))


@needs_git
def test_a_project_tells_where_it_stands(mlsys, compiled: Path) -> None:
    (row,) = rows(mlsys, compiled).values()
    assert (row["project"], row["behind"], row["edited"], row["evaluation"], row["next"]) == (
        str(compiled / "project"), [], [], None, "",
    )  # fmt: skip
    as_of(compiled, "0.0.1")
    managed = compiled / "project/src/quick_churn/config/design.py"
    managed.write_text(managed.read_text() + "# mine\n")
    judged = {
        "primary": {"metric": "roc_auc", "value": 0.7},
        "model": {"created_at": "2026-01-02T03:04:05Z"},
        "gates": [{"id": "beats", "passed": False}, {"id": "is_small", "passed": True}],
    }
    (compiled / "project/reports").mkdir()
    (compiled / "project/reports/evaluation.json").write_text(json.dumps(judged))
    (row,) = rows(mlsys, compiled).values()
    assert {"name": "task-binary", "have": "0.0.1", "now": "0.1.0"} in row["behind"]
    assert row["edited"] == ["src/quick_churn/config/design.py"]
    assert row["evaluation"]["failed"] == ["beats"]
    assert row["next"] == f"make -C {compiled / 'project'} train evaluate"


@needs_git
def test_a_faulty_document_still_tells_whose_it_is(mlsys, tmp_path: Path) -> None:
    (tmp_path / "mlsystem.yaml").write_text(BINARY.read_text().replace("metrics:", "metricz:", 1))
    (row,) = rows(mlsys, tmp_path).values()
    assert row["errors"]
    assert row["team"] == "card-ml"
    assert row["next"] == f"mlsys validate {tmp_path / 'mlsystem.yaml'}"


@needs_git
def test_an_environment_of_its_own_is_a_system_of_its_own(mlsys, compiled: Path) -> None:
    document = compiled / "quick/mlsystem.yaml"
    document.write_text(
        document.read_text()
        + "environments: {staging: {overlay: {data: {features: {tenure: {range: 0..100}}}}}}\n"
    )
    mlsys("compile", document, "-o", compiled / "staging", "--env", "staging", "--quiet")
    lines = mlsys("fleet", compiled, "--format", "json").out.splitlines()
    assert {(row["environment"], Path(row["project"]).name) for row in map(json.loads, lines)} == {
        ("", "project"), ("staging", "staging"),
    }  # fmt: skip


def upgraded(mlsys, root: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    outcome = mlsys("fleet", "upgrade", root, "--format", "json", *arguments)
    (row,) = map(json.loads, outcome.out.splitlines())
    return outcome.code, row


@needs_git
def test_an_upgrade_is_told_before_it_is_made(mlsys, compiled: Path) -> None:
    assert upgraded(mlsys, compiled, "--dry-run")[1]["outcome"] == "current"
    document = compiled / "quick/mlsystem.yaml"
    document.write_text(document.read_text().replace("0..120", "0..100"))
    before = {path: path.read_bytes() for path in (compiled / "project").rglob("*") if path.is_file()}
    code, row = upgraded(mlsys, compiled, "--dry-run")
    assert (code, row["outcome"]) == (3, "clean")
    assert row["changed"]
    assert before == {path: path.read_bytes() for path in (compiled / "project").rglob("*") if path.is_file()}
    code, row = upgraded(mlsys, compiled)
    assert (code, row["outcome"]) == (0, "upgraded")
    assert mlsys("compile", document, "-o", compiled / "project", "--check").code == 0


@needs_git
def test_what_stands_against_an_upgrade_is_told_and_nothing_is_written(mlsys, compiled: Path) -> None:
    document, merged = compiled / "quick/mlsystem.yaml", compiled / "project/pyproject.toml"
    edit(document, "quick-churn", "other-churn")
    edit(merged, 'name = "quick-churn"', 'name = "my-churn"')
    commit(compiled)
    code, row = upgraded(mlsys, compiled)
    assert (code, row["outcome"], row["conflicts"]) == (1, "conflict", ["pyproject.toml"])
    git(compiled, "checkout", "-q", "HEAD~1", "--", "project/pyproject.toml")
    merged.write_text(merged.read_text() + "\n# mine\n")
    code, row = upgraded(mlsys, compiled)
    assert (code, row["outcome"]) == (1, "refused")
    assert "uncommitted edits in pyproject.toml" in str(row["reason"])
    edit(document, "baseline:", "baselines:")
    code, row = upgraded(mlsys, compiled)
    assert (code, row["outcome"]) == (1, "findings")
    assert "MLS001" in row["codes"]
    assert "other-churn" not in merged.read_text(), "nothing was written in between"


@needs_git
def test_the_table_of_an_upgrade_says_why(mlsys, compiled: Path) -> None:
    as_of(compiled, "0.0.1")
    outcome = mlsys("fleet", "upgrade", compiled, "--dry-run")
    assert outcome.code == 3
    assert max(map(len, outcome.out.splitlines()[:2])) <= 80
    assert "base 0.0.1 → 0.1.0" in outcome.out
    assert outcome.out.endswith("1 project: 1 clean\n")


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    """The name of a team, as whoever wants to write into the page would choose it."""
    name = "</script><img src=x onerror=alert(1)>@ROWS@"
    document = BINARY.read_text().replace("team: card-ml", f"team: '{name}'")
    (tmp_path / "mlsystem.yaml").write_text(document)
    return name


def test_the_page_runs_nothing_but_its_own_script(mlsys, hostile: str, tmp_path: Path) -> None:
    page = mlsys("fleet", tmp_path, "--format", "html").out
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r'(src|href)="|<img', page), "nothing is loaded, nothing of a document is markup"
    (rows,) = re.findall(r'<script type="application/json" id="rows">(.*?)</script>', page, re.DOTALL)
    assert json.loads(rows)[0]["team"] == hostile
    assert html.escape(hostile) in page, "and a reader without scripts sees it"


@pytest.mark.slow
def test_a_browser_shows_searches_and_sorts_the_page(mlsys, hostile: str, tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("chromium is not installed (apt: chromium)")
    for number in range(120):
        (tmp_path / f"empty-{number}").mkdir()
        (tmp_path / f"empty-{number}/mlsystem.yaml").write_text("")
    page = tmp_path / "fleet.html"
    page.write_text(mlsys("fleet", tmp_path, "--format", "html").out)

    def shown(state: str) -> str:
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--dump-dom")
        done = subprocess.run(
            [browser, *options, f"{page.as_uri()}#{state}"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return re.sub(r"<(noscript|script).*?</\1>", "", done.stdout, flags=re.DOTALL)

    def count(dom: str) -> int:
        return len(re.findall(r"<tr>", dom.partition("<tbody>")[2]))

    whole = shown("")
    assert "121 of 121 systems" in whole
    assert "card-churn" not in whole, "the worst come first"
    assert count(whole) == 100
    rest = shown("page=2")
    assert count(rest) == 21
    assert f">{html.escape(hostile, quote=False)}</td>" in rest
    assert count(shown("q=empty-77+is")) == 1
    assert "0 of 121 systems" in shown("kind=gates")
    assert "card-churn" in shown("by=errors"), "what cannot be read is worse than any number of errors"
