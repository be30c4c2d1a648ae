"""The issue that opens when people are due to look. `gh` is replaced: there is no GitHub here."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest
import yaml

GH = """#!/bin/sh
echo "$@" >> "$CALLS"
if [ "$1 $2" = "issue list" ]; then printf '%s' "$NEWEST"; fi
"""


@pytest.mark.parametrize(("age", "opened"), [(None, True), (89, False), (91, True)])
def test_an_issue_is_opened_when_the_last_one_is_old(
    churn: Path, tmp_path: Path, age: int | None, opened: bool
) -> None:
    gh, calls = tmp_path / "gh", tmp_path / "calls"
    gh.write_text(GH)
    gh.chmod(0o755)
    day = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=age or 0)
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "CALLS": str(calls),
        "NEWEST": "" if age is None else day.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    workflow = yaml.safe_load((churn / ".github/workflows/review.yml").read_text())
    steps = workflow["jobs"]["open-when-due"]["steps"]
    (step,) = (step for step in steps if "objectives-review" in step.get("run", ""))
    subprocess.run(
        ["bash", "-c", f"bash {step['run']}"], cwd=churn, env=environment | step["env"], check=True
    )
    asked = calls.read_text()
    assert ("issue create" in asked) is opened
    assert "--label objectives-review" in asked
    if opened:
        assert (churn / asked.split("--body-file ")[1].split()[0]).is_file()
        for team in ("retention", "customer-ml", "ml-platform", "contact-centre"):
            assert f"-- {team}\n" in asked
            assert f"--label={team} " in asked
