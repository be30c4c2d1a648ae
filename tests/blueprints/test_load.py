"""Manifests: what is wrong in one is found, at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from blueprint_support import catalogue_of, write_blueprint
from mlsys.blueprints.catalogue import load_catalogue
from mlsys.blueprints.load import load_blueprint, load_builtin
from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.resources import blueprints_dir, schemas_dir

BUILTIN = sorted(path.parent for path in blueprints_dir().glob("*/blueprint.yaml"))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads((schemas_dir() / "blueprint.schema.json").read_text()))


@pytest.mark.parametrize("folder", BUILTIN, ids=lambda folder: folder.name)
def test_the_built_in_blueprints_are_free_of_findings(folder: Path) -> None:
    result = load_blueprint(folder)
    assert [diagnostic.message for diagnostic in result.diagnostics] == []
    assert (folder / "README.md").is_file()
    assert result.value is not None
    assert load_builtin(folder).manifest == result.value.manifest


def test_the_built_in_blueprints_own_every_file_that_they_extend_or_add() -> None:
    assert load_catalogue(BUILTIN).diagnostics == ()


def test_a_file_that_neither_a_blueprint_nor_its_parent_owns_is_found(tmp_path: Path) -> None:
    parent = "files: [{path: 'a/**', owner: merged}]"
    folders = [
        write_blueprint(tmp_path, "parent", parent, {"a/one.txt": ""}),
        write_blueprint(
            tmp_path,
            "child",
            "extends: parent\nfiles: [{path: c.txt, owner: merged}]",
            {"c.txt": "", "a/two.txt": "", "b.txt": ""},
        ),
    ]
    found = {diagnostic.message for diagnostic in load_catalogue(folders).diagnostics}
    assert found == {"`template/b.txt` matches no rule, so it has no owner"}


def test_the_manifest_of_the_design_document_is_accepted(tmp_path: Path) -> None:
    folder = write_blueprint(
        tmp_path,
        "serving-fastapi",
        """
        requires: {mlsys: ">=0.1,<1", provides: [serving.online], conflicts: []}
        when: "task.prediction.mode == 'online'"
        extends: null
        files:
          - {path: "src/{{ package }}/serve.py",     owner: merged}
          - {path: "monitoring/slo_rules.yml",       owner: managed}
          - {path: "src/{{package}}/features.py",  owner: seeded}
          - {path: "drills/*",  owner: merged}
        contributes: {dependencies: ["fastapi>=0.115"], make_targets: [serve]}
        enforces:
          - claim: requirements.reliability.slos.latency
            by: monitoring/slo_rules.yml
            kind: alert
            saboteur: drills/inject_latency.py
        """,
        {
            "src/{{ package }}/serve.py": "",
            "monitoring/slo_rules.yml.jinja": "",
            "src/{{package}}/features.py": "",
            "drills/inject_latency.py": "",
        },
    )
    blueprint = load_blueprint(folder).value
    assert blueprint is not None
    assert blueprint.manifest.provides == ("serving.online",)
    assert set(blueprint.templates) == {
        "src/{{ package }}/serve.py",
        "monitoring/slo_rules.yml",
        "src/{{ package }}/features.py",
        "drills/inject_latency.py",
    }
    assert [rule.owner for rule in blueprint.manifest.files[:3]] == [
        Owner.MERGED,
        Owner.MANAGED,
        Owner.SEEDED,
    ]


@pytest.mark.parametrize(
    ("manifest", "files", "message"),
    [
        ("whn: 'x'", {"a": ""}, "whn"),
        ("when: 'open()'", {"a": ""}, "`open()` is not part of the condition language"),
        ("files: [{path: b, owner: merged}]", {}, "no file matches `b`"),
        ("files: [{path: a, owner: merged}]", {"a": "", "b": ""}, "`template/b` matches no rule"),
        ("moved: {old: b}", {"a": ""}, "no file matches `b`"),
        ("moved: {old/**: a}", {"a": ""}, "both be files, or both folders"),
        ("files: [{path: a, owner: mine}]", {"a": ""}, "mine"),
        ("", {".gitignore": "*"}, "store it as `.gitignore.jinja`"),
        ("enforces: [{claim: a, by: note.txt, kind: gate}]", {"a": ""}, "saboteur"),
        ("refuses: [{when: 'open()', at: task.type, says: so}]", {"a": ""}, "`open()` is not part"),
        ("refuses: [{when: 'task.type', at: 'a b', says: so}]", {"a": ""}, "not a path: 'a b'"),
        ("refuses: [{when: 'task.type', at: task.type}]", {"a": ""}, "says"),
        ("requires: {mlsys: '1.x'}", {"a": ""}, "`1.x` is no range of versions"),
        ("requires: {mlsys: '>> 1'}", {"a": ""}, "`>> 1` is no range of versions"),
    ],
)
def test_a_mistake_in_a_manifest_is_found_at_its_place(
    tmp_path: Path, manifest: str, files: dict[str, str], message: str
) -> None:
    result = load_blueprint(write_blueprint(tmp_path, "broken", manifest, files))
    assert len(result.diagnostics) == 1, [diagnostic.message for diagnostic in result.diagnostics]
    assert message in result.diagnostics[0].message
    assert result.diagnostics[0].span is not None


def test_a_link_in_a_blueprint_is_refused(tmp_path: Path) -> None:
    folder = write_blueprint(tmp_path, "linked")
    (folder / "template" / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(MlsysError, match="symbolic link"):
        load_blueprint(folder)


def test_a_child_overrides_files_of_its_parent(tmp_path: Path) -> None:
    parent = write_blueprint(tmp_path, "parent", files={"a.txt": "parent\n", "b.txt": "parent\n"})
    child = write_blueprint(tmp_path, "child", "extends: parent", {"b.txt": "child\n"})
    templates = catalogue_of(parent, child).blueprints["child"].templates
    assert {path: template.content for path, template in templates.items()} == {
        "a.txt": b"parent\n",
        "b.txt": b"child\n",
    }


def test_a_circle_of_parents_is_a_finding(tmp_path: Path) -> None:
    one = write_blueprint(tmp_path, "one", "extends: two")
    two = write_blueprint(tmp_path, "two", "extends: one")
    result = load_catalogue([one, two])
    assert result.diagnostics
    assert result.value is not None
    assert not result.value.blueprints


def test_the_digest_follows_contents_and_paths_and_no_modes(tmp_path: Path) -> None:
    def digest(folder: Path) -> str:
        blueprint = load_blueprint(folder).value
        assert blueprint is not None
        return blueprint.digest

    folder = write_blueprint(tmp_path, "digested", files={"a.txt": "1\n"})
    seen = {digest(folder)}
    (folder / "template" / "a.txt").write_text("2\n")
    seen.add(digest(folder))
    (folder / "template" / "a.txt").chmod(0o755)
    assert digest(folder) in seen, "zip files and Windows keep no modes"
    (folder / "template" / "a.txt").rename(folder / "template" / "b.txt")
    seen.add(digest(folder))
    assert len(seen) == 3
