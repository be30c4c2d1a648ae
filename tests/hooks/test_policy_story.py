"""The life of a policy in real repositories: published, tightened, broken in a commit, excepted."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from updating_support import edit, git, needs_git

pytestmark = needs_git
QUICK = Path(__file__).resolve().parents[2] / "examples/quickstart/mlsystem.yaml"
FIRST = """apiVersion: mlsys/v1alpha2
kind: Policy
metadata: {name: baseline, version: 1.0.0, owner: platform, contact: platform@acme.example}
allowed: {infra.region: ["eu-*", "us-*"]}
"""
EXCEPTION = """exceptions:
  - rule: allowed.infra.region
    system: quick-churn
    reason: the contract of the data centre
    owner: platform
    expires: DAY
"""


class Acme:
    """A platform team with the repository of its policies, and a product team that follows a tag of it."""

    def __init__(self, folder: Path) -> None:
        self.platform, self.team = folder / "platform", folder / "team"
        for place in (self.platform, self.team):
            subprocess.run(["git", "init", "-q", place], check=True)
        self.publish("v1", FIRST)
        git(folder, "clone", "-q", "--branch", "v1", "platform", "policies")
        self.clone = folder / "policies"
        (self.team / "mlsys.toml").write_text('policies = ["../policies/baseline.yaml"]\n')
        (self.team / "mlsystem.yaml").write_text(QUICK.read_text() + "infra: {region: us-east-1}\n")
        hook = self.team / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mlsys.cli.hook validate\n')
        hook.chmod(0o755)

    def publish(self, tag: str, policy: str) -> None:
        (self.platform / "baseline.yaml").write_text(policy)
        git(self.platform, "add", ".")
        self._commit(self.platform, tag)
        git(self.platform, "tag", tag)

    def follow(self, tag: str) -> None:
        git(self.clone, "fetch", "-q", "--tags")
        git(self.clone, "checkout", "-q", tag)

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commit all of the team's work; the hook may forbid it."""
        with (self.team / "notes.txt").open("a") as file:
            file.write("work\n")
        git(self.team, "add", ".")
        return self._commit(self.team, "work")

    def _commit(self, folder: Path, message: str) -> subprocess.CompletedProcess[str]:
        identity = ["-c", "user.name=a", "-c", "user.email=a@acme.example"]
        command = ["git", *identity, "commit", "-q", "-m", message]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def acme(tmp_path: Path) -> Acme:
    return Acme(tmp_path)


@pytest.mark.slow
def test_a_policy_is_tightened_broken_excepted_and_counts_again(acme: Acme) -> None:
    assert acme.commit().returncode == 0
    second = FIRST.replace("1.0.0", "2.0.0").replace(', "us-*"', "")
    acme.publish("v2", second)
    assert acme.commit().returncode == 0, "a team follows the tag that it has chosen"
    acme.follow("v2")
    refused = acme.commit()
    assert refused.returncode != 0
    said = refused.stdout + refused.stderr
    assert "error[MLS047]: policy `baseline`: `us-east-1` is not allowed for `infra.region`" in said
    assert "ask platform@acme.example for an exception from `allowed.infra.region`" in said
    today = datetime.date.today()
    acme.publish("v2.1", second + EXCEPTION.replace("DAY", str(today + datetime.timedelta(90))))
    acme.follow("v2.1")
    assert acme.commit().returncode == 0
    acme.publish("v2.2", second + EXCEPTION.replace("DAY", str(today - datetime.timedelta(2))))
    acme.follow("v2.2")
    refused = acme.commit()
    assert refused.returncode != 0
    assert "the exception that platform granted expired on" in refused.stdout + refused.stderr
    edit(acme.team / "mlsystem.yaml", "us-east-1", "eu-west-1")
    assert acme.commit().returncode == 0


def test_without_its_policy_nothing_is_committed(acme: Acme) -> None:
    (acme.clone / "baseline.yaml").unlink()
    refused = acme.commit()
    assert refused.returncode != 0
    assert "MLS046" in refused.stdout + refused.stderr
