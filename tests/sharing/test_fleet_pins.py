"""What a fleet is pinned to, under which policies its projects were compiled, and what is newer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sharing.conftest import Platform, Team
from sharing.test_collections import POLICY, Organisation

STRICT = {
    "policies/baseline.yaml": POLICY.replace("NAME", "baseline").replace("1.0.0", "1.1.0")
    + "required: [task]\n"
}


@pytest.fixture
def acme(tmp_path: Path) -> Organisation:
    made = Organisation(tmp_path / "acme")
    made.publish("2.1.0")
    return made


def row(team: Team, *options: str) -> dict[str, Any]:
    lines = team("fleet", ".", "--format", "json", *options).out.splitlines()
    (found,) = map(json.loads, lines)
    return dict(found)


def test_a_project_of_an_older_policy_is_behind(acme: Organisation, team: Team) -> None:
    team("source", "add", acme.url, "--version", "^2")
    assert team.compile().code == 0
    assert row(team)["behind"] == []
    acme.publish("2.2.0", STRICT)
    assert row(team)["behind"] == [], "what nobody has fetched is not looked for"
    team("source", "update")
    assert row(team)["behind"] == [
        {"name": "source acme", "have": "v2.1.0", "now": "v2.2.0"},
        {"name": "policy baseline", "have": "1.0.0", "now": "1.1.0"},
    ]
    assert row(team)["next"] == "mlsys fleet upgrade out"
    shutil.rmtree(acme.folder)
    assert team.compile().code == 0
    assert row(team)["behind"] == []


def test_a_policy_with_other_contents_under_one_version_is_told(team: Team) -> None:
    policy = team.folder / "own.yaml"
    policy.write_text(POLICY.replace("NAME", "own") + "required: [objectives]\n")
    (team.folder / "mlsys.toml").write_text('policies = ["own.yaml"]\n')
    assert team.compile().code == 0
    policy.write_text(policy.read_text() + "# edited\n")
    ((told),) = row(team)["behind"]
    assert told["name"] == "policy own"
    assert told["have"].startswith("1.0.0 (")
    assert told["have"] != told["now"]
    (team.folder / "mlsys.toml").write_text("")
    assert row(team)["behind"] == [{"name": "policy own", "have": "1.0.0", "now": ""}]


def test_pins_are_told_and_their_sources_asked_on_purpose(
    acme: Organisation, platform: Platform, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.publish("1.0.0", {"template/NOTE.md": "note\n"})
    team("source", "add", acme.url, "--version", "^2")
    team("blueprint", "add", platform.url, "--path", "notes", "--ref", "v1.0.0")
    acme.publish("2.1.1")
    acme.publish("3.0.0")
    platform.publish("1.1.0", {"template/NOTE.md": "note\n"})
    shutil.copytree(team.folder, team.folder.with_name("fleet") / "other")
    shutil.copytree(team.folder, team.folder.with_name("fleet") / "team")
    monkeypatch.chdir(team.folder.with_name("fleet"))
    told = team("fleet", ".").out.splitlines()
    assert "source acme: 2.1.0 (2)" in told
    assert "blueprint acme-notes: 1.0.0 (2)" in told
    asked: list[object] = []
    from mlsys.sharing import standing as asking

    once = asking.standing
    monkeypatch.setattr(asking, "standing", lambda *given: asked.append(given) or once(*given))
    late = team("fleet", ".", "--outdated").out.splitlines()
    assert len(asked) == 2, "each source once, whatever number of repositories"
    assert "source acme: 2.1.0 (2); newest 3.0.0" in late
    assert any("2 pinned to old versions" in line for line in late)
    monkeypatch.chdir("team")
    found = row(team, "--outdated")
    assert [(pin["name"], pin["version"], pin["newest"], pin["behind"]) for pin in found["pins"]] == [
        ("acme-notes", "1.0.0", "1.1.0", "minor"),
        ("acme", "2.1.0", "3.0.0", "major"),
    ]
    acme.folder.rename(acme.folder.with_name("away"))
    (gone,) = [pin for pin in row(team, "--outdated")["pins"] if pin["name"] == "acme"]
    assert gone["trouble"]
    assert gone["behind"] == ""
