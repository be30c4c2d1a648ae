"""Signatures of OpenSSH on blueprints: made, believed, refused when they are wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sharing.conftest import Platform, Team, git
from sharing.test_collections import Organisation, acme

__all__ = ["acme"]
NOTE = {"template/NOTE.md.jinja": "for {{ project.name }}\n"}
PLATFORM = "platform@acme.example"


class Keys:
    """Keys of OpenSSH, and the file of those whom the team believes."""

    def __init__(self, folder: Path, team: Team) -> None:
        self.folder, self.team = folder, team
        folder.mkdir()

    def make(self, name: str) -> Path:
        key = self.folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key], check=True)
        return key

    def believe(self, key: Path, who: str = PLATFORM, options: str = "") -> None:
        public = key.with_suffix(".pub").read_text()
        (self.team.folder / "allowed_signers").write_text(f"{who} {options} {public}")
        settings = self.team.folder / "mlsys.toml"
        settings.write_text(
            'allowed_signers = "allowed_signers"\n' + (settings.read_text() if settings.exists() else "")
        )


@pytest.fixture
def keys(tmp_path: Path, team: Team) -> Keys:
    return Keys(tmp_path / "keys", team)


def publish(platform: Platform, team: Team, key: Path, version: str = "1.0.0", *, text: str = "") -> None:
    """Publish a signed version; with ``text``, edited after it was signed."""
    platform.publish(version, NOTE, tag="")
    signed = team("blueprint", "sign", platform.folder / "notes", "--key", key)
    assert signed.code == 0, signed.text
    if text:
        (platform.folder / "notes/template/NOTE.md.jinja").write_text(text)
    git(platform.folder, "add", "-A")
    git(platform.folder, "commit", "-q", "-m", "sign")
    git(platform.folder, "tag", f"v{version}")


def add(platform: Platform, team: Team) -> tuple[int, str]:
    added = team("blueprint", "add", platform.url, "--version", "^1", "--path", "notes")
    return added.code, added.text


def test_a_signature_is_shown_kept_and_demanded_from_then_on(
    platform: Platform, team: Team, keys: Keys
) -> None:
    key = keys.make("platform")
    publish(platform, team, key)
    keys.believe(key, options='namespaces="mlsys-blueprint"')
    code, text = add(platform, team)
    assert code == 0, text
    assert f"signed by {PLATFORM}" in text
    assert f'signed_by = "{PLATFORM}"' in team.settings
    assert PLATFORM in team("blueprint", "list").out
    (entry,) = (e for e in json.loads(team("blueprint", "list", "--format", "json").out) if "from" in e)
    assert entry["from"]["signed_by"] == PLATFORM
    assert team.compile().code == 0
    lock = json.loads((team.folder / "out/mlsystem.lock").read_text())
    assert lock["blueprints"]["acme-notes"]["from"]["signed_by"] == PLATFORM
    pinned = team.settings
    platform.publish("1.1.0", NOTE)
    refused = team("blueprint", "update")
    assert refused.code == 4
    assert f"is to be signed by {PLATFORM}, and is not signed" in refused.err
    assert team.settings == pinned
    publish(platform, team, key, "1.2.0")
    assert team("blueprint", "update").code == 0
    assert "v1.2.0" in team.settings


def test_a_wrong_signature_is_refused(platform: Platform, team: Team, keys: Keys) -> None:
    key = keys.make("platform")
    publish(platform, team, key, text="edited after it was signed\n")
    keys.believe(key)
    code, text = add(platform, team)
    assert code == 4
    assert "has a signature that nobody in allowed_signers has made of these contents" in text
    assert "acme-notes" not in team.settings


@pytest.mark.parametrize("options", ['namespaces="git"', 'valid-before="20200101"'])
def test_a_key_for_something_else_or_of_the_past_counts_for_nothing(
    options: str, platform: Platform, team: Team, keys: Keys
) -> None:
    key = keys.make("platform")
    publish(platform, team, key)
    keys.believe(key, options=options)
    assert add(platform, team)[0] == 4


def test_who_is_not_believed_is_refused_when_adding_updating_and_compiling(
    platform: Platform, team: Team, keys: Keys
) -> None:
    key, other = keys.make("platform"), keys.make("stranger")
    publish(platform, team, key)
    keys.believe(other)
    assert add(platform, team)[0] == 4
    keys.believe(key)
    (team.folder / "mlsys.toml").write_text('allowed_signers = "allowed_signers"\n')
    assert add(platform, team)[0] == 0
    assert team.compile().code == 0
    keys.team.folder.joinpath("allowed_signers").write_text(
        f"{PLATFORM} {other.with_suffix('.pub').read_text()}"
    )
    refused = team.compile("--check")
    assert refused.code == 4
    assert "nobody in allowed_signers" in refused.err
    (team.folder / "allowed_signers").unlink()
    assert "there is no file" in team.compile("--check").err
    (team.folder / "mlsys.toml").write_text(team.settings.split("\n", 1)[1])
    assert "no signer is known" in team.compile("--check").err


def test_another_name_in_the_pin_is_refused(platform: Platform, team: Team, keys: Keys) -> None:
    key = keys.make("platform")
    publish(platform, team, key)
    keys.believe(key)
    assert add(platform, team)[0] == 0
    (team.folder / "mlsys.toml").write_text(
        team.settings.replace(f'signed_by = "{PLATFORM}', 'signed_by = "x@y')
    )
    assert f"is to be signed by x@y, and is signed by {PLATFORM}" in team.compile().err


def test_the_signature_of_another_version_does_not_pass(platform: Platform, team: Team, keys: Keys) -> None:
    key = keys.make("platform")
    publish(platform, team, key)
    signature = (platform.folder / "notes/SIGNATURE.ssh").read_text()
    platform.publish("1.1.0", {**NOTE, "SIGNATURE.ssh": signature})
    keys.believe(key)
    assert add(platform, team)[0] == 4


def test_without_named_signers_nobody_asks(platform: Platform, team: Team, keys: Keys) -> None:
    publish(platform, team, keys.make("platform"))
    code, text = add(platform, team)
    assert code == 0
    assert "signed" not in text
    refused = team("blueprint", "sign", platform.folder / "notes", "--key", "nowhere")
    assert refused.code == 4
    assert "does not sign" in refused.err


def test_what_is_newer_is_listed_with_the_news(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    assert add(platform, team)[0] == 0
    assert team("blueprint", "list", "--outdated").code == 0
    log = "# Changes\n\n## 1.1.0\n\n* greets\n\n## 1.0.0\n\n* old\n"
    platform.publish("1.1.0", {**NOTE, "CHANGELOG.md": log})
    platform.publish("2.0.0", NOTE)
    pinned = team.settings
    late = team("blueprint", "list", "--outdated")
    assert late.code == 3
    assert late.out.splitlines()[1].split() == ["acme-notes", "1.0.0", "1.1.0", "2.0.0"]
    assert "* greets" in late.out
    assert "* old" not in late.out
    assert team.settings == pinned
    (told,) = json.loads(team("blueprint", "list", "--outdated", "--format", "json").out)
    assert (told["pinned"], told["reachable"], told["newest"]) == ("1.0.0", "1.1.0", "2.0.0")
    shutil.rmtree(platform.folder)
    gone = team("blueprint", "list", "--outdated")
    assert gone.code == 4
    assert "cannot be cloned" in gone.out


def test_offline_fetches_nothing_and_says_what_is_missing(
    platform: Platform, team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    platform.publish("1.0.0", NOTE)
    assert add(platform, team)[0] == 0
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "a-colleague's"))
    for command in ("lock", "vendor"):
        missing = team("blueprint", command, "--offline")
        assert missing.code == 4
        assert "is not here, and nothing is fetched now" in missing.err
    assert team("blueprint", "vendor").code == 0
    assert team("blueprint", "lock", "--offline").code == 0, "a copy in the repository will do"
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "store"))
    shutil.rmtree(platform.folder)
    assert team("blueprint", "lock", "--offline").code == 0
    assert team("blueprint", "vendor", "--offline").code == 0


def publish_collection(acme: Organisation, team: Team, key: Path, version: str, edit: str = "") -> None:
    """Publish a signed version of presets and policies; with ``edit``, one edited after it was signed."""
    acme.publish(version, tag="unsigned")
    signed = team("source", "sign", acme.folder, "--key", key)
    assert signed.code == 0, signed.text
    if edit:
        with (acme.folder / "policies/baseline.yaml").open("a") as file:
            file.write(edit)
    git(acme.folder, "add", "-A")
    git(acme.folder, "commit", "-q", "-m", "sign")
    git(acme.folder, "tag", f"v{version}")


def test_a_collection_is_signed_as_a_blueprint_is(acme: Organisation, team: Team, keys: Keys) -> None:
    key = keys.make("platform")
    keys.believe(key, options='namespaces="mlsys-blueprint"')
    publish_collection(acme, team, key, "2.2.0", "# edited\n")
    refused = team("source", "add", acme.url, "--version", "^2.2")
    assert (refused.code, "has a signature that nobody" in refused.err) == (4, True)
    (acme.folder / "SIGNATURE.ssh").unlink()
    publish_collection(acme, team, key, "2.3.0")
    added = team("source", "add", acme.url, "--version", "^2.2")
    assert added.code == 0, added.text
    assert f'signed_by = "{PLATFORM}"' in team.settings
    assert "MLS046" not in team("validate").text
    signers = team.folder / "allowed_signers"
    believed = signers.read_text()
    signers.write_text("")
    judged = team("validate")
    assert judged.code != 0
    assert "signature that nobody in allowed_signers has made" in judged.text
    signers.write_text(believed)
    (acme.folder / "SIGNATURE.ssh").unlink()
    acme.publish("2.4.0")
    unsigned = team("source", "update")
    assert (unsigned.code, f"is to be signed by {PLATFORM}, and is not signed" in unsigned.err) == (4, True)
