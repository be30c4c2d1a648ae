"""The plan: which artefacts, from where, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from blueprint_support import SMALL, catalogue_of, make_system, write_blueprint
from mlsys.blueprints.model import Owner
from mlsys.planning.build import plan
from mlsys.planning.model import Input, Plan


def planned(*folders: Path, text: str = SMALL, inputs: tuple[Input, ...] = ()) -> Plan:
    result = plan(make_system(text), catalogue_of(*folders), inputs=inputs)
    assert [diagnostic.message for diagnostic in result.diagnostics] == []
    assert result.value is not None
    return result.value


def messages(*folders: Path, inputs: tuple[Input, ...] = ()) -> list[str]:
    result = plan(make_system(), catalogue_of(*folders), inputs=inputs)
    return [diagnostic.message for diagnostic in result.diagnostics]


def test_conditions_choose_blueprints_and_files(tmp_path: Path) -> None:
    online = write_blueprint(
        tmp_path,
        "online",
        """
        when: "task.prediction.mode == 'online'"
        files:
          - {path: "**", owner: merged}
          - {path: canary.yaml, owner: managed, when: "stage == 'production'"}
        """,
        {"serve.py": "", "canary.yaml": ""},
    )
    batch = write_blueprint(tmp_path, "batch", "when: \"task.prediction.mode == 'batch'\"", {"batch.py": ""})
    assert [artefact.path for artefact in planned(online, batch).artefacts] == ["serve.py"]
    production = planned(online, batch, text=SMALL.replace("pilot", "production"))
    assert [(a.path, a.owner) for a in production.artefacts] == [
        ("canary.yaml", Owner.MANAGED),
        ("serve.py", Owner.MERGED),
    ]


def test_paths_are_filled_and_multiplied(tmp_path: Path) -> None:
    folder = write_blueprint(
        tmp_path,
        "runbooks",
        """
        files:
          - {path: "**", owner: merged}
          - {path: "docs/**", owner: seeded, each: requirements.reliability.slos}
        """,
        {"src/{{ package }}/a.py": "", "docs/{{ each.key }}.md.jinja": "{{ each.value.objective }}"},
    )
    assert [artefact.path for artefact in planned(folder).artefacts] == [
        "docs/latency.md",
        "docs/uptime.md",
        "src/tiny_churn/a.py",
    ]


def test_a_child_takes_the_place_of_its_parent(tmp_path: Path) -> None:
    parent = write_blueprint(tmp_path, "parent")
    child = write_blueprint(tmp_path, "child", "extends: parent", {"extra.txt": ""})
    made = planned(parent, child)
    assert [blueprint.name for blueprint in made.blueprints] == ["child"]
    assert [artefact.path for artefact in made.artefacts] == ["extra.txt", "note.txt"]


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("a.txt", "a.txt", "both generate `a.txt`"),
        ("Readme.md", "README.md", "one file where case does not matter"),
        ("docs", "docs/a.md", "cannot be a file and a folder"),
    ],
)
def test_collisions_are_found(tmp_path: Path, first: str, second: str, message: str) -> None:
    one = write_blueprint(tmp_path, "one", files={first: ""})
    two = write_blueprint(tmp_path, "two", files={second: ""})
    (found,) = messages(one, two)
    assert message in found


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../outside", "leaves the project"),
        ("/etc/passwd", "is not relative"),
        (".mlsys/base/x", "belongs to `.mlsys`"),
        ("mlsystem.lock", "belongs to `mlsystem.lock`"),
        (".git/hooks/pre-commit", "belongs to `.git`"),
        ("a//b", "empty segment"),
        ("a\\b", "contains"),
        ("aux.py", "name of a device"),
        ("docs/com².md", "name of a device"),
        ("x" * 300, "longer than"),
    ],
)
def test_paths_stay_in_the_project(tmp_path: Path, path: str, message: str) -> None:
    found = messages(write_blueprint(tmp_path, "one"), inputs=(Input(path, Owner.SEEDED, b""),))
    assert len(found) == 1
    assert message in found[0]


def test_enforcements_name_artefacts(tmp_path: Path) -> None:
    good = write_blueprint(
        tmp_path,
        "alerts",
        """
        enforces:
          - {claim: "requirements.**.objective", by: "rules.yml#Burn", kind: alert, saboteur: drill.py}
          - {claim: metrics, by: "src/{{ package }}/gate.py", kind: gate, saboteur: drill.py}
          - {claim: metrics, by: nowhere.py, kind: test, when: "stage == 'production'"}
        """,
        {"rules.yml": "", "drill.py": "", "src/{{ package }}/gate.py": ""},
    )
    found = planned(good).enforcements
    assert [(e.by, e.anchor, e.kind.value, e.saboteur) for e in found] == [
        ("rules.yml", "Burn", "alert", "drill.py"),
        ("src/tiny_churn/gate.py", "", "gate", "drill.py"),
    ]
    bad = write_blueprint(tmp_path, "bad", "enforces: [{claim: metrics, by: nowhere.py, kind: test}]")
    assert "`nowhere.py`, which no blueprint generates" in messages(bad)[0]


def test_promises_by_files_that_the_system_does_not_call_for_are_void(tmp_path: Path) -> None:
    folder = write_blueprint(
        tmp_path,
        "later",
        """
        files:
          - {path: "**", owner: merged}
          - {path: "production/**", owner: merged, when: "stage == 'production'"}
          - {path: "runbooks/*", owner: merged, each: experiment.arms, when: "declared('experiment')"}
        enforces:
          - {claim: metrics, by: production/gate.yml, kind: config}
          - {claim: metrics, by: note.txt, kind: gate, saboteur: production/drill.py}
          - {claim: metrics, by: runbooks/control.md, kind: doc}
          - {claim: task, by: note.txt, kind: doc}
        """,
        {
            "note.txt": "",
            "production/gate.yml": "",
            "production/drill.py": "",
            "runbooks/{{ each.key }}.md": "",
        },
    )
    assert [enforcement.claims[0].text for enforcement in planned(folder).enforcements] == ["task"]
    production = planned(folder, text=SMALL.replace("pilot", "production"))
    assert [e.by for e in production.enforcements] == ["production/gate.yml", "note.txt", "note.txt"]


def test_contributions_are_merged(tmp_path: Path) -> None:
    one = write_blueprint(
        tmp_path, "one", "contributes: {dependencies: [polars, numpy], make_targets: [train]}", {"1": ""}
    )
    two = write_blueprint(
        tmp_path,
        "two",
        "contributes: {dependencies: {train: [numpy], serve: [fastapi]}, "
        "make_targets: [serve], ports: {http: 1}}",
        {"2": ""},
    )
    assert planned(one, two).contributions == {
        "dependencies": {"train": ["numpy", "polars"], "serve": ["fastapi"], "dev": []},
        "make_targets": ["train", "serve"],
        "ci_steps": [],
        "readme": [],
        "ports": {"http": 1},
    }
    three = write_blueprint(tmp_path, "zero", "contributes: {ports: {http: 2}}", {"3": ""})
    assert "blueprints `two` and `zero` contribute another `ports.http` each" in messages(two, three)[0]


def test_capabilities_are_checked(tmp_path: Path) -> None:
    needy = write_blueprint(tmp_path, "needy", "requires: {needs: [registry]}", {"1": ""})
    assert "needs `registry`" in messages(needy)[0]
    giver = write_blueprint(tmp_path, "giver", "requires: {provides: [registry]}", {"2": ""})
    assert messages(needy, giver) == []
    rival = write_blueprint(tmp_path, "rival", "requires: {conflicts: [registry]}", {"3": ""})
    assert "cannot stand beside `giver`" in messages(needy, giver, rival)[0]


def test_the_range_of_compiler_versions_is_obeyed(tmp_path: Path) -> None:
    for number, text in enumerate((">=0.1,<1", ">= 0.1, < 1", "~=0.1", "!=0.5.*")):
        assert messages(write_blueprint(tmp_path, f"fits{number}", f'requires: {{mlsys: "{text}"}}')) == []
    found = messages(write_blueprint(tmp_path, "future", 'requires: {mlsys: ">=7"}'))
    assert "needs mlsys >=7" in found[0]


def test_a_condition_that_cannot_be_evaluated_is_a_finding(tmp_path: Path) -> None:
    folder = write_blueprint(tmp_path, "lost", "when: tsk.type")
    assert "blueprint `lost`: `tsk` is neither" in messages(folder)[0]


def test_files_and_whole_folders_say_where_they_were(tmp_path: Path) -> None:
    manifest = """
        moved:
          old/**: new/deep/**
          "{{ package }}/c.py": new/deep/named.py
    """
    files = {"new/deep/a.py": "", "new/deep/named.py": "", "b.py": ""}
    made = planned(write_blueprint(tmp_path, "movers", manifest, files))
    assert {artefact.path: artefact.formerly for artefact in made.artefacts} == {
        "b.py": None,
        "new/deep/a.py": "old/a.py",
        "new/deep/named.py": "tiny_churn/c.py",
    }
