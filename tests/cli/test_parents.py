"""Parents of documents: what may be one, how far it may lie away, how often it is read."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mlsys import pipeline
from mlsys.judge import Options
from updating_support import needs_git

QUICK = Path(__file__).resolve().parents[2] / "examples/quickstart/mlsystem.yaml"
HEAD = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\n"


def system(folder: Path, *parents: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(f'"{name}"' for name in parents)
    (folder / "mlsystem.yaml").write_text(f"extends: [{names}]\n" + QUICK.read_text())
    return folder / "mlsystem.yaml"


def found(document: Path, **options: object) -> list[tuple[str, str, int]]:
    """Return code, message and line of the errors in ``document``."""
    report = pipeline.check(document, Options(**options)).report  # type: ignore[arg-type]
    return [
        (d.code, d.message, d.span.start.line if d.span is not None else 0)
        for d in report.diagnostics
        if d.severity.value == "error"
    ]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ("root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/bin/sh\n", "holds a text"),
        ("- a\n- b\n", "holds a list"),
        ("just words\n", "holds a text"),
        ("apiVersion: v1\nkind: Deployment\nmetadata: {name: x}\n", "is of the kind `Deployment`"),
        ("kind: [MLSystem]\n", "is of the kind something else"),
        ("infra: [\n", "is not YAML"),
        ("", "is empty"),
        ("\0\0\0", "is a binary file"),
        ("x: " + "y" * (3 << 20), "is larger than 2 MiB"),
    ],
)
def test_what_is_no_document_is_no_parent(tmp_path: Path, content: str, trouble: str) -> None:
    (tmp_path / "parent.yaml").write_text(content)
    ((code, message, line),) = [f for f in found(system(tmp_path, "parent.yaml")) if f[0] == "MLS009"]
    assert (code, line) == ("MLS009", 1)
    assert trouble in message


@pytest.mark.parametrize(
    "address", ["https://acme.example/base.yaml", "HTTP://acme.example/a", "file:///etc/passwd", "s3://b/a"]
)
def test_an_address_is_no_parent(tmp_path: Path, address: str) -> None:
    ((code, message, line),) = [f for f in found(system(tmp_path, address)) if f[0] == "MLS009"]
    assert (code, line) == ("MLS009", 1)
    assert message == f"the parent cannot be read: {address} is an address, and a parent is a file"


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    messages = [message for _, message, _ in found(system(tmp_path, "folder", "pipe", "/dev/zero"))]
    assert any("folder is a folder" in message for message in messages)
    assert any("pipe is not a regular file" in message for message in messages)
    assert any("/dev/zero is not named from the document" in message for message in messages)


@needs_git
class TestReach:
    """A parent lies in the repository, or is allowed by name."""

    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        subprocess.run(["git", "init", "-q", tmp_path / "clone"], check=True)
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "secret.yaml").write_text("infra: {region: secret-region}\n")
        return tmp_path / "clone"

    @pytest.mark.parametrize("way", ["relative", "absolute", "link", "folder link"])
    def test_what_lies_outside_is_refused_unread(self, repository: Path, way: str) -> None:
        outside = repository.parent / "outside"
        (repository / "systems").mkdir()
        (repository / "systems/link.yaml").symlink_to(outside / "secret.yaml")
        (repository / "systems/linked").symlink_to(outside)
        name = {
            "relative": "../../outside/secret.yaml",
            "absolute": str(outside / "secret.yaml"),
            "link": "link.yaml",
            "folder link": "linked/secret.yaml",
        }[way]
        checked = pipeline.check(system(repository / "systems", name))
        (finding,) = [d for d in checked.report.diagnostics if d.code == "MLS009"]
        assert "lies outside of the repository" in finding.message
        assert not checked.inputs.parents.sources

    def test_what_lies_inside_is_read_through_folders_and_links(self, repository: Path) -> None:
        (repository / "org").mkdir()
        (repository / "org/base.yaml").write_text("infra: {region: eu-west-1}\n")
        (repository / "systems").mkdir()
        (repository / "systems/link.yaml").symlink_to("../org/base.yaml")
        assert not found(system(repository / "systems", "link.yaml", "../org/base.yaml"))

    def test_settings_allow_a_place_by_name(self, repository: Path, mlsys) -> None:
        document = system(repository / "systems", "../../outside/secret.yaml")
        assert mlsys("validate", document).code == 1
        for place in ("../outside", "../outside/secret.yaml"):
            (repository / "mlsys.toml").write_text(f'parents = ["{place}"]\n')
            assert mlsys("validate", document).code == 0
        (repository / "mlsys.toml").write_text('parents = ["../outsid"]\n')
        assert mlsys("validate", document).code == 1


class TestNumbers:
    """Each parent is read once, and there are not too many."""

    def test_a_lattice_is_read_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for level in range(14):
            for side in "abc":
                above = ", ".join(f"{level + 1}{other}.yaml" for other in "abc") if level < 13 else ""
                (tmp_path / f"{level}{side}.yaml").write_text(f"extends: [{above}]\ninfra: {{region: eu}}\n")
        import mlsys.syntax.load

        original, opened = mlsys.syntax.load.load, []

        def load(path, **options):
            opened.append(os.path.basename(path))
            return original(path, **options)

        monkeypatch.setattr(mlsys.syntax.load, "load", load)
        assert not found(system(tmp_path, "0a.yaml", "0b.yaml", "0c.yaml"))
        assert len(opened) == len(set(opened)) == 14 * 3 + 1

    def test_what_is_reached_twice_speaks_once(self, tmp_path: Path) -> None:
        """The team's word stands although another parent extends the same organisation."""
        (tmp_path / "org.yaml").write_text("infra: {region: org}\n")
        (tmp_path / "team.yaml").write_text("extends: [org.yaml]\ninfra: {region: team}\n")
        (tmp_path / "stack.yaml").write_text("extends: [org.yaml]\nmodel: {growth: none}\n")
        checked = pipeline.check(system(tmp_path, "team.yaml", "stack.yaml"))
        assert checked.system is not None
        assert checked.system.spec.infra.region == "team"

    def test_depth_and_count_are_bounded(self, tmp_path: Path) -> None:
        for level in range(20):
            (tmp_path / f"{level}.yaml").write_text(f"extends: [{level + 1}.yaml]\n")
        assert any("never ends: 16 parents" in message for _, message, _ in found(system(tmp_path, "0.yaml")))
        for number in range(70):
            (tmp_path / f"flat{number}.yaml").write_text("infra: {region: eu}\n")
        names = [f"flat{number}.yaml" for number in range(70)]
        assert ("MLS009", "the document extends more than 64 others", 1) in found(system(tmp_path, *names))


class TestNotInherited:
    """What a parent says in vain is told."""

    def test_a_stage_is_an_error_and_the_rest_a_warning(self, tmp_path: Path) -> None:
        (tmp_path / "org.yaml").write_text(
            HEAD + "metadata: {name: org, stage: production, owner: a@b.example}\n"
            "suppressions: [{rule: MLS101, reason: r, owner: o, expires: 2030-01-01}]\n"
        )
        report = pipeline.check(system(tmp_path, "org.yaml")).report
        told = [(d.severity.value, d.message) for d in report.diagnostics if "not inherited" in d.message]
        assert told == [
            ("error", "`metadata.stage` of the parent `org.yaml` is not inherited"),
            ("warning", "`metadata.owner` of the parent `org.yaml` is not inherited"),
            ("warning", "`suppressions` of the parent `org.yaml` is not inherited"),
        ]

    def test_what_the_document_says_itself_is_not_missed(self, tmp_path: Path) -> None:
        (tmp_path / "org.yaml").write_text("metadata: {name: org, stage: production}\n")
        document = system(tmp_path, "org.yaml")
        document.write_text(document.read_text().replace("metadata: {", "metadata: {stage: prototype, "))
        assert not found(document)


@needs_git
@pytest.mark.parametrize("way", ["file", "folder"])
def test_data_that_a_link_leads_to_is_not_copied_from_outside(
    tmp_path: Path, mlsys_process, way: str
) -> None:
    clone, outside = tmp_path / "clone", tmp_path / "outside"
    shutil.copytree(QUICK.parent, clone)
    subprocess.run(["git", "init", "-q", clone], check=True)
    (clone / "data").rename(outside)
    if way == "folder":
        (clone / "data").symlink_to(outside)
    else:
        (clone / "data").mkdir()
        (clone / "data/telco_churn.csv").symlink_to(outside / "telco_churn.csv")
    refused = mlsys_process("compile", clone / "mlsystem.yaml", "-o", tmp_path / "project")
    assert refused.code == 1
    assert "error[MLS037]" in refused.err
    assert "is a link that leads out of" in refused.err
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize(
    ("own", "trouble"),
    [
        ("metadata: {name: org, stge: x}", "`stge` is not a field of `metadata`"),
        ("metadata: {name: org, stage: producton}", "`metadata.stage`"),
        ("suppressions: [{rul: MLS101}]", "`rul`"),
        ("apiVersion: mlsys/v2", "apiVersion"),
    ],
)
def test_a_slip_in_what_is_not_inherited_is_found_there(tmp_path: Path, own: str, trouble: str) -> None:
    (tmp_path / "org.yaml").write_text(f"{own}\ninfra: {{region: eu}}\n")
    report = pipeline.check(system(tmp_path, "org.yaml")).report
    told = [d for d in report.diagnostics if d.severity.value == "error" and trouble in d.message]
    assert told
    assert all(d.span is not None and d.span.source.name.endswith("org.yaml") for d in told)
