"""Presets and policies out of collections: named, pinned, merged, told with their place, never skipped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from sharing.conftest import Team, git

INDEX = """\
apiVersion: mlsys/v1alpha2
kind: Index
metadata: {name: acme, version: VERSION, owner: ml-platform}
presets: {online-service: {description: Services that answer while somebody waits.}}
policies:
  baseline: {description: What every system meets., mandatory: true}
  strict: {description: What regulated systems meet.}
"""
HEAD = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\n"
POLICY = (
    "apiVersion: mlsys/v1alpha2\nkind: Policy\nmetadata: {name: NAME, version: 1.0.0, owner: ml-platform}\n"
)
FILES = {
    "presets/online-service.yaml": HEAD + "extends: [common.yaml]\nresources: {people: 2 fte}\n",
    "presets/common.yaml": HEAD + "resources: {people: 3 fte, compute_budget: 900 EUR/month}\n",
    "policies/baseline.yaml": POLICY.replace("NAME", "baseline") + "required: [objectives]\n",
    "policies/strict.yaml": POLICY.replace("NAME", "strict") + "required: [metadata.repository]\n",
    "README.md": "for people\n",
}


class Organisation:
    """The repository of a platform team with an index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def publish(self, version: str, files: Mapping[str, str] | None = None, tag: str = "") -> str:
        for path, text in {
            "mlsys-index.yaml": INDEX.replace("VERSION", version),
            **FILES,
            **(files or {}),
        }.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", version)
        git(self.folder, "tag", "-f", tag or f"v{version}")
        return git(self.folder, "rev-parse", "HEAD")


@pytest.fixture
def acme(tmp_path: Path) -> Organisation:
    made = Organisation(tmp_path / "acme")
    made.publish("2.1.0")
    return made


def extend(team: Team, *names: str) -> None:
    document = team.folder / "mlsystem.yaml"
    kept = [line for line in document.read_text().splitlines() if not line.startswith("extends:")]
    kept.insert(2, f"extends: [{', '.join(names)}]")
    document.write_text("\n".join(kept) + "\n")


def validate(team: Team) -> tuple[int, str]:
    outcome = team("validate", "mlsystem.yaml")
    return outcome.code, outcome.text


def test_a_preset_is_merged_and_told_with_its_version_and_line(acme: Organisation, team: Team) -> None:
    added = team("source", "add", acme.url, "--version", "^2")
    assert added.code == 0, added.text
    extend(team, "acme://presets/online-service@^2")
    shutil.rmtree(acme.folder)
    assert team.compile().code == 0
    told = json.loads(team("explain", "resources.people", "mlsystem.yaml", "--format", "json").out)
    assert [(each["location"], each["decides"]) for each in told["contributors"]] == [
        ("acme://presets/common.yaml@2.1.0:3:21", False),
        ("acme://presets/online-service.yaml@2.1.0:4:21", True),
    ]
    assert not list((team.folder / "out").rglob("online-service*"))
    lock = json.loads((team.folder / "out/mlsystem.lock").read_text())
    assert lock["sources"]["acme"]["sha256"] in team.settings
    assert team("status", "out").code == 0
    assert team.compile("--check").code == 0


def test_mandatory_policies_hold_and_others_where_they_are_named(acme: Organisation, team: Team) -> None:
    team("source", "add", acme.url, "--version", "^2")
    assert validate(team)[0] == 0
    (team.folder / "mlsys.toml").write_text('policies = ["acme://policies/strict@^2"]\n' + team.settings)
    code, text = validate(team)
    assert code == 1
    assert "`metadata.repository` is not declared" in text
    assert "acme://policies/strict.yaml@2.1.0:4" in text
    acme.publish(
        "2.2.0", {"policies/baseline.yaml": POLICY.replace("NAME", "b") + "required: [infra.region]\n"}
    )
    team("source", "update")
    assert "`infra.region` is not declared" in validate(team)[1]


def test_a_pin_is_raised_on_purpose_with_the_news_and_within_what_documents_ask_for(
    acme: Organisation, team: Team
) -> None:
    team("source", "add", acme.url)
    extend(team, "acme://presets/online-service@^2")
    log = "# Changes\n\n## 3.0.0\n\n* four people\n\n## 2.1.0\n\n* old\n"
    acme.publish(
        "3.0.0", {"CHANGELOG.md": log, "presets/online-service.yaml": HEAD + "resources: {people: 4 fte}\n"}
    )
    assert validate(team)[0] == 0
    updated = team("source", "update", "acme")
    assert "* four people" in updated.out
    assert "* old" not in updated.out
    code, text = validate(team)
    assert code == 1
    assert "asks for ^2, and source `acme` is pinned at 3.0.0" in text
    extend(team, "acme://presets/online-service@^3")
    assert validate(team)[0] == 0


MISTAKES = [
    ("acme://presets/online-servise", "did you mean `online-service`?"),
    ("acme://preset/online-service", "write it as `acme://presets/online-service@^2`"),
    ("acme://policies/baseline", "is no preset"),
    ("acne://presets/online-service", "did you mean `acme`?"),
    ("acme://presets/online-service@two", "`two` is no range of versions"),
    ("acme://presets/../mlsys-index", "names nothing of a source"),
]


@pytest.mark.parametrize(("name", "message"), MISTAKES)
def test_a_name_that_means_nothing_fails_at_its_place(
    acme: Organisation, team: Team, name: str, message: str
) -> None:
    team("source", "add", acme.url)
    extend(team, name)
    code, text = validate(team)
    assert code == 1
    assert message in text
    assert "mlsystem.yaml:3:11" in text


def test_what_is_not_here_unpinned_or_edited_fails_the_validation(
    acme: Organisation, team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert team("source", "add", acme.url, "--ref", "v2.1.0").code == 0
    pinned = team.settings
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "a-colleague's"))
    code, text = validate(team)
    assert code == 1
    assert "source `acme` is not here" in text
    assert "`mlsys source lock`" in text
    (team.folder / "mlsys.toml").write_text("".join(s for s in pinned.splitlines(True) if "sha256" not in s))
    assert "source `acme` is not pinned" in validate(team)[1]
    (team.folder / "mlsys.toml").write_text(pinned)
    assert team("blueprint", "lock").code == 0
    assert validate(team)[0] == 0
    assert team("source", "vendor").code == 0
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "without-network"))
    assert validate(team)[0] == 0
    (team.folder / "vendor/mlsys/acme/policies/baseline.yaml").write_text("# gone\n")
    code, text = validate(team)
    assert code == 1
    assert "somebody has edited it" in text


BROKEN = [
    ({"mlsys-index.yaml": INDEX.replace("VERSION", "1.0.0").replace("owner", "onwer")}, "`onwer`"),
    (
        {"mlsys-index.yaml": INDEX.replace("VERSION", "1.0.0").replace("strict:", "stern:")},
        "policies/stern.yaml",
    ),
    (
        {"mlsys-index.yaml": INDEX.replace("VERSION", "1.0.0").replace("acme", "Acme!")},
        "no name in kebab case",
    ),
]


@pytest.mark.parametrize(("files", "message"), BROKEN)
def test_a_faulty_index_is_not_added(
    acme: Organisation, team: Team, files: dict[str, str], message: str
) -> None:
    acme.publish("2.2.0", files)
    refused = team("source", "add", acme.url)
    assert refused.code in (1, 4)
    assert message in refused.text
    assert not (team.folder / "mlsys.toml").exists()


def test_a_folder_holds_at_once_and_stays_within_itself(acme: Organisation, team: Team) -> None:
    (acme.folder / ".venv").mkdir()
    assert team("source", "add", "../acme").code == 0
    extend(team, "acme://presets/online-service")
    assert validate(team)[0] == 0
    (acme.folder / "presets/online-service.yaml").write_text(HEAD + "extends: [../../team/mlsystem.yaml]\n")
    code, text = validate(team)
    assert code == 1
    assert "lies outside of the source `acme`" in text
    (acme.folder / "policies/baseline.yaml").write_text("kind: [\n")
    code, text = validate(team)
    assert code == 1
    assert "acme://policies/baseline.yaml@2.1.0" in text
    index = (acme.folder / "mlsys-index.yaml").read_text().replace("name: acme", "name: acne")
    (acme.folder / "mlsys-index.yaml").write_text(index)
    assert "source `acme` calls itself `acne`" in validate(team)[1]


def test_two_revisions_are_compared_with_the_presets_that_each_had(acme: Organisation, team: Team) -> None:
    git(team.folder, "init", "-q")
    team("source", "add", acme.url)
    extend(team, "acme://presets/online-service@^2")
    git(team.folder, "add", "-A")
    git(team.folder, "commit", "-q", "-m", "with 2.1.0")
    preset = HEAD + "resources: {people: 5 fte}\n"
    acme.publish("2.2.0", {"presets/online-service.yaml": preset})
    team("source", "update")
    told = team("diff", "HEAD:mlsystem.yaml", "mlsystem.yaml")
    assert '"2 fte" → "5 fte"' in told.out, told.text


def test_a_moved_tag_of_a_source_is_refused(acme: Organisation, team: Team) -> None:
    team("source", "add", acme.url, "--version", "^2")
    pinned = team.settings
    acme.publish("2.1.0", {"policies/strict.yaml": POLICY.replace("NAME", "s") + "required: [data]\n"})
    refused = team("source", "update")
    assert refused.code == 4
    assert "source `acme`: tag v2.1.0 moved" in refused.err
    assert "mlsys source update acme --accept-moved" in refused.err
    assert team.settings == pinned


def test_what_is_offered_is_listed(acme: Organisation, team: Team) -> None:
    team("source", "add", acme.url)
    rows = json.loads(team("source", "list", "--format", "json").out)
    assert {"offers": "acme://policies/baseline", "is": "mandatory policy", "version": "2.1.0",
            "description": "What every system meets."} in rows  # fmt: skip
    assert "acme://presets/online-service" in team("source", "list").out
    assert team("source", "remove", "acme").code == 0
    assert not (team.folder / "mlsys.toml").exists(), "settings that say nothing more are taken away"


BLUEPRINT = """\
apiVersion: mlsys/v1alpha2
kind: Blueprint
metadata: {name: NAME, version: VERSION, description: DESCRIPTION}
requires: {blueprints: {REQUIRES}}
files: [{path: "**", owner: merged}]
"""
OFFER = (
    "blueprints: {acme-top: {description: Serves behind the gateway.}, acme-base: {description: Ground.}}\n"
)


def blueprint(name: str, version: str, requires: str = "") -> dict[str, str]:
    manifest = BLUEPRINT.replace("NAME", name).replace("VERSION", version).replace("REQUIRES", requires)
    return {
        f"blueprints/{name}/blueprint.yaml": manifest,
        f"blueprints/{name}/template/{name}.txt": f"{version}\n",
    }


def offer(acme: Organisation, version: str, base: str, wanted: str = '"^1.0"') -> None:
    index = INDEX.replace("VERSION", version) + OFFER
    top = blueprint("acme-top", version, f"acme-base: {wanted}")
    acme.publish(version, {"mlsys-index.yaml": index, **top, **blueprint("acme-base", base)})


def test_what_a_source_offers_is_found_and_added_with_what_it_requires(
    acme: Organisation, team: Team
) -> None:
    offer(acme, "2.2.0", "1.4.0")
    git(acme.folder, "tag", "acme-base-v1.4.0")
    assert team("source", "add", acme.url, "--version", "^2").code == 0
    assert "acme://blueprints/acme-top" in team("blueprint", "search", "GATEWAY", "serves").out
    assert "none that a declared source offers" in team("blueprint", "search", "nothing-like-it").out
    assert "did you mean `acme-top`?" in team("blueprint", "add", "acme://blueprints/acme-tap").err
    added = team("blueprint", "add", "acme://blueprints/acme-top")
    assert added.code == 0, added.text
    assert 'version = "^2"' in team.settings
    assert 'ref = "acme-base-v1.4.0"' in team.settings
    shutil.rmtree(acme.folder)
    assert team.compile().code == 0
    assert (team.folder / "out/acme-base.txt").read_text() == "1.4.0\n"


def test_what_several_sources_offer_is_searched_together(acme: Organisation, team: Team) -> None:
    offer(acme, "2.2.0", "1.4.0")
    zenith = team.folder.with_name("zenith")
    zenith.mkdir()
    index = INDEX[: INDEX.index("presets:")].replace("acme", "zenith").replace("VERSION", "1.0.0")
    (zenith / "mlsys-index.yaml").write_text(f"{index}blueprints: {{zen-top: {{description: A gateway.}}}}\n")
    for source in (acme.url, "../zenith"):
        assert team("source", "add", source).code == 0
    found = json.loads(team("blueprint", "search", "gateway", "--format", "json").out)
    assert [row["blueprint"] for row in found][:2] == [
        "acme://blueprints/acme-top",
        "zenith://blueprints/zen-top",
    ]


def test_a_required_blueprint_beside_the_other_is_added_and_held_to_its_range(
    acme: Organisation, team: Team
) -> None:
    offer(acme, "2.2.0", "1.4.0")
    assert team("blueprint", "add", "../acme/blueprints/acme-top").code == 0
    assert "[blueprints.acme-base]" in team.settings
    assert team.compile().code == 0
    offer(acme, "2.3.0", "1.4.0", '"^2.0"')
    refused = team.compile()
    assert refused.code == 1
    assert "blueprint `acme-top` requires `acme-base` ^2.0, and 1.4.0 is declared" in refused.text
    team("blueprint", "remove", "acme-base")
    assert "which is not declared" in team.compile().text
    offer(acme, "2.4.0", "1.4.0", '"two"')
    assert "`two` is no range of versions" in team.compile().text


def test_a_source_of_a_subfolder_drops_no_policy_of_that_above(acme: Organisation, team: Team) -> None:
    demanding = POLICY.replace("NAME", "baseline") + "required: [metadata.repository]\n"
    acme.publish("2.2.0", {"policies/baseline.yaml": demanding})
    team("source", "add", acme.url, "--version", "^2")
    inner = team.folder / "inner"
    shutil.copytree(acme.folder, inner / "acme", ignore=shutil.ignore_patterns(".git"))
    (inner / "acme/policies/baseline.yaml").write_text(FILES["policies/baseline.yaml"])
    (inner / "mlsys.toml").write_text('[sources.acme]\nfolder = "acme"\n')
    shutil.copy(team.folder / "mlsystem.yaml", inner)
    judged = team("validate", inner / "mlsystem.yaml")
    assert "`metadata.repository` is not declared" in judged.text
    shutil.rmtree(team.folder.parent / "store")
    assert "source `acme` is not here" in team("validate", inner / "mlsystem.yaml").text


def test_the_lock_tells_by_which_policies_a_project_was_judged(acme: Organisation, team: Team) -> None:
    team("source", "add", acme.url, "--version", "^2")
    assert team.compile().code == 0
    lock = team.folder / "out/mlsystem.lock"
    held = json.loads(lock.read_text())["policies"]
    assert {name: pin["version"] for name, pin in held.items()} == {"baseline": "1.0.0"}
    assert "policy" not in team("plan", "mlsystem.yaml", "-o", "out").out
    later = POLICY.replace("NAME", "baseline").replace("1.0.0", "1.1.0") + "required: [task]\n"
    acme.publish("2.2.0", {"policies/baseline.yaml": later})
    team("source", "update")
    assert "policy baseline 1.0.0 → 1.1.0" in team("plan", "mlsystem.yaml", "-o", "out").out
    assert team.compile("--check").code == 3
    assert json.loads(lock.read_text())["policies"] == held
    assert team.compile().code == 0
    now = json.loads(lock.read_text())["policies"]["baseline"]
    assert (now["version"], now["sha256"] != held["baseline"]["sha256"]) == ("1.1.0", True)
    assert team.compile("--check").code == 0
    team("source", "remove", "acme")
    assert "policy baseline holds no more" in team("plan", "mlsystem.yaml", "-o", "out").out
