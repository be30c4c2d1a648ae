"""Blueprints of others, from their source to the project: pinned, refused when they change, bounded."""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from sharing.conftest import HEAD, Platform, Team, git

NOTE = {"template/NOTE.md.jinja": "for {{ project.name }}\n"}


def test_a_blueprint_out_of_git_is_pinned_and_compiled_without_its_source(
    platform: Platform, team: Team
) -> None:
    commit = platform.publish("1.0.0", NOTE)
    added = team("blueprint", "add", platform.url, "--ref", "v1.0.0", "--path", "notes")
    assert added.code == 0, added.text
    assert f'commit = "{commit}"' in team.settings
    shutil.rmtree(platform.folder)
    assert team.compile().code == 0
    assert (team.folder / "out/NOTE.md").read_text() == "for quick-churn\n"
    pins = json.loads((team.folder / "out/mlsystem.lock").read_text())["blueprints"]
    assert pins["acme-notes"]["version"] == "1.0.0"
    assert pins["acme-notes"]["from"]["commit"] == commit
    assert pins["acme-notes"]["from"]["sha256"] in team.settings
    assert team("status", "out").code == 0
    listed = team("blueprint", "list")
    assert "acme-notes" in listed.out


def test_an_abbreviation_of_the_user_s_configuration_is_expanded(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    added = team("blueprint", "add", "acme:platform", "--path", "notes")
    assert added.code == 0, added.text
    assert platform.url in team.settings


def test_a_range_takes_the_newest_tag_in_it_and_update_raises_it_with_the_news(
    platform: Platform, team: Team
) -> None:
    platform.publish("1.0.0", NOTE)
    platform.publish("1.2.0", NOTE)
    platform.publish("2.0.0", NOTE)
    team("blueprint", "add", platform.url, "--version", "^1.0", "--path", "notes")
    assert 'ref = "v1.2.0"' in team.settings
    log = "# Changes\n\n## 1.3.0\n\n* greets\n\n## 1.2.0\n\n* old\n"
    platform.publish("1.3.0", {"template/NOTE.md.jinja": "hello\n", "CHANGELOG.md": log})
    assert team("blueprint", "lock").code == 0
    assert 'ref = "v1.2.0"' in team.settings, "lock raises nothing"
    updated = team("blueprint", "update")
    assert 'ref = "v1.3.0"' in team.settings
    assert "* greets" in updated.out
    assert "* old" not in updated.out


def test_comments_and_other_settings_stay_as_they_are(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    before = '# ours\nignore = ["MLS999"]  # for now\n'
    (team.folder / "mlsys.toml").write_text(before)
    team("blueprint", "add", platform.url, "--path", "notes")
    assert team.settings.startswith(before)
    team("blueprint", "remove", "acme-notes")
    assert team.settings.rstrip() == before.rstrip()


def test_credentials_are_not_kept_but_the_user_of_ssh_is(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    table = '[blueprints.{}]\ngit = "{}"\n'
    addresses = {"a": "ssh://git@git.acme.example/x.git", "b": "https://user:secret@git.acme.example/x.git"}
    (team.folder / "mlsys.toml").write_text("".join(map(table.format, addresses, addresses.values())))
    assert team("blueprint", "add", platform.url, "--path", "notes").code == 0
    assert addresses["a"] in team.settings
    assert "https://git.acme.example/x.git" in team.settings
    assert "secret" not in team.settings


def test_a_moved_tag_is_refused_until_it_is_accepted(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    team("blueprint", "add", platform.url, "--ref", "v1.0.0", "--path", "notes")
    pinned = team.settings
    platform.publish("1.0.0", {"template/NOTE.md.jinja": "changed\n"})
    refused = team("blueprint", "update")
    assert refused.code == 4
    assert "tag v1.0.0 moved from" in refused.err
    assert team.settings == pinned
    assert team("blueprint", "update", "--accept-moved").code == 0
    assert team.settings != pinned


def test_compiling_fetches_nothing_and_takes_the_store_or_a_copy(
    platform: Platform, team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    platform.publish("1.0.0", NOTE)
    team("blueprint", "add", platform.url, "--ref", "v1.0.0", "--path", "notes")
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "a-colleague's"))
    missing = team.compile()
    assert missing.code == 4
    assert "`mlsys blueprint lock`" in missing.err
    assert team("blueprint", "lock").code == 0
    assert team.compile().code == 0
    assert team("blueprint", "vendor").code == 0
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "a-machine-without-network"))
    shutil.rmtree(platform.folder)
    assert team.compile().code == 0
    copy = team.folder / "vendor/mlsys/acme-notes/template/NOTE.md.jinja"
    copy.write_text("edited\n")
    edited = team.compile()
    assert edited.code == 4
    assert "somebody has edited it" in edited.err


def test_contents_that_are_not_those_of_the_pin_are_refused(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    team("blueprint", "add", platform.url, "--ref", "v1.0.0", "--path", "notes")
    settings = team.settings.replace('sha256 = "', 'sha256 = "0000')
    (team.folder / "mlsys.toml").write_text(settings[: settings.rindex('"') - 4] + '"\n')
    refused = team("blueprint", "lock")
    assert refused.code == 4
    assert "is not what was pinned" in refused.err


def test_a_damaged_store_is_not_believed(platform: Platform, team: Team, tmp_path: Path) -> None:
    platform.publish("1.0.0", NOTE)
    team("blueprint", "add", platform.url, "--ref", "v1.0.0", "--path", "notes")
    (note,) = (tmp_path / "store").rglob("NOTE.md.jinja")
    note.write_text("evil\n")
    assert team.compile().code == 4
    assert team("blueprint", "lock").code == 0
    assert team.compile().code == 0
    assert (team.folder / "out/NOTE.md").read_text() == "for quick-churn\n"
    os.chmod(tmp_path / "store", 0o777)
    refused = team.compile()
    assert refused.code == 4
    assert "others can write" in refused.err


def test_a_folder_counts_as_it_is(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    shutil.copytree(platform.folder / "notes", team.folder / "acme-notes")
    assert team("blueprint", "add", "acme-notes").code == 0
    assert 'folder = "acme-notes"' in team.settings
    (team.folder / "acme-notes/template/NOTE.md.jinja").write_text("mine\n")
    assert team.compile().code == 0
    assert (team.folder / "out/NOTE.md").read_text() == "mine\n"


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"release/{path.relative_to(folder)}")
    return target


def test_a_zip_file_is_pinned_by_its_contents(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    archive = zipped(platform.folder / "notes", team.folder / "notes.zip")
    added = team("blueprint", "add", "notes.zip")
    assert added.code == 0, added.text
    assert team.compile().code == 0
    platform.publish("1.0.0", {"template/NOTE.md.jinja": "changed\n"})
    zipped(platform.folder / "notes", archive)
    assert team("blueprint", "update").code == 4
    assert team.compile().code == 0, "the pin stays"


def test_a_package_is_read_without_importing_it(
    platform: Platform, team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    platform.publish("1.0.0", NOTE)
    site = tmp_path / "site"
    shutil.copytree(platform.folder / "notes", site / "acme_ml/notes")
    (site / "acme_ml/__init__.py").write_text("raise SystemExit('imported')\n")
    (site / "acme_ml-1.0.dist-info").mkdir()
    (site / "acme_ml-1.0.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-ml\nVersion: 1.0\n"
    )
    points = "[mlsys.blueprints]\nacme-notes = acme_ml.notes\n"
    (site / "acme_ml-1.0.dist-info/entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(site)
    added = team("blueprint", "add", "package:acme-ml")
    assert added.code == 0, added.text
    assert team.compile().code == 0
    assert (team.folder / "out/NOTE.md").read_text() == "for quick-churn\n"


TRICKS = {
    "../evil": "leaves the project",
    "/abs": "not relative",
    "a\\..\\evil": "not every system allows",
    "C:/evil": "not every system allows",
    "con.txt": "device",
    "COM¹": "device",
    "lpt1 .md": "device",
    "conout$": "device",
    "MLSYS~1/base.pack": "belongs to",
    "a.": "ends in a space or dot",
    ".git/hooks/post-checkout": "belongs to",
    "x\u202etxt": "nobody tells apart",
    "Template/NOTE.md.jinja": "one file where case does not matter",
    "Template/other.md": "one folder where case does not matter",
    "n\u0303": "nobody tells apart",
    "template/NOTE.md.jinja/x": "cannot be a file and the folder",
    "../release/blueprint.yaml": "leaves the project",
}


@pytest.mark.parametrize("name", TRICKS)
def test_paths_that_could_be_another_are_refused(name: str, platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    archive = zipped(platform.folder / "notes", team.folder / "notes.zip")
    with zipfile.ZipFile(archive, "a") as open_archive:
        open_archive.writestr(f"release/{name}" if not name.startswith("/") else name, "x")
    refused = team("blueprint", "add", "notes.zip")
    assert refused.code == 4, refused.text
    assert TRICKS[name] in refused.err
    assert not (team.folder / "mlsys.toml").exists()
    assert not (team.folder.parent / "evil").exists()


def test_links_bombs_and_twins_in_zip_files_are_refused(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    link = zipfile.ZipInfo("release/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    for entry, content, told in (
        (link, b"/etc/passwd", "is no file"),
        (zipfile.ZipInfo("release/big"), bytes(11 << 20), "more than 10 MiB"),
    ):
        archive = zipped(platform.folder / "notes", team.folder / "notes.zip")
        with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as open_archive:
            open_archive.writestr(entry, content)
        refused = team("blueprint", "add", "notes.zip")
        assert (refused.code, told in refused.err) == (4, True), refused.text
    with zipfile.ZipFile(team.folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"release/{number}", bytes(9 << 20))
    assert "grows to 45 MiB" in team("blueprint", "add", "bomb.zip").err


def test_a_damaged_or_encrypted_zip_file_is_told(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", {"template/note.txt": "x" * 5000})
    with zipfile.ZipFile(team.folder / "notes.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(platform.folder / "notes/template/note.txt", "note.txt")
    sound = (team.folder / "notes.zip").read_bytes()
    body, flags = sound.index(b"note.txt") + len(b"note.txt"), sound.index(b"PK\1\2") + 8
    for place, value in ((body, 0xFF), (flags, sound[flags] | 1)):
        damaged = bytearray(sound)
        damaged[place] = value
        (team.folder / "notes.zip").write_bytes(damaged)
        refused = team("blueprint", "add", "notes.zip")
        assert (refused.code, "is no sound zip file" in refused.err) == (4, True), refused.text


def test_what_tools_leave_behind_is_no_part_of_a_blueprint(platform: Platform, team: Team) -> None:
    left = {"template/.DS_Store": "x", "template/__pycache__/a.pyc": "x", "b.pyc": "x"}
    platform.publish("1.0.0", {**NOTE, **left})
    added = team("blueprint", "add", platform.url, "--path", "notes")
    assert added.code == 0, added.text
    assert team.compile().code == 0
    assert team("blueprint", "vendor").code == 0
    assert not list((team.folder / "vendor").rglob("*.pyc"))


def test_what_is_in_the_store_is_not_fetched_again(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    team("blueprint", "add", platform.url, "--path", "notes")
    shutil.rmtree(platform.folder)
    assert team("blueprint", "lock").code == 0


def test_settings_keep_their_line_ends_and_their_mode(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    settings = team.folder / "mlsys.toml"
    settings.write_bytes(b'stage = "pilot"\r\nignore = []\r\n')
    settings.chmod(0o600)
    assert team("blueprint", "add", platform.url, "--path", "notes").code == 0
    assert settings.read_bytes().startswith(b'stage = "pilot"\r\nignore = []\r\n')
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600


def test_links_and_submodules_in_git_are_refused(platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    (platform.folder / "notes/secret").symlink_to("/etc/passwd")
    git(platform.folder, "add", "-A")
    git(platform.folder, "commit", "-q", "-m", "link")
    refused = team("blueprint", "add", platform.url, "--path", "notes")
    assert refused.code == 4
    assert "`secret` is a symbolic link" in refused.err
    git(platform.folder, "rm", "-q", "-f", "notes/secret")
    entry = f"160000,{git(platform.folder, 'rev-parse', 'HEAD')},notes/sub"
    git(platform.folder, "update-index", "--add", "--cacheinfo", entry)
    git(platform.folder, "commit", "-q", "-m", "submodule")
    assert "`sub` is a submodule" in team("blueprint", "add", platform.url, "--path", "notes").err


def test_a_pointer_of_git_lfs_is_refused(platform: Platform, team: Team) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    platform.publish("1.0.0", {**NOTE, "template/model.bin": pointer})
    refused = team("blueprint", "add", platform.url, "--path", "notes")
    assert refused.code == 4
    assert "`template/model.bin` is a pointer of Git LFS" in refused.err


def test_a_device_or_pipe_in_a_folder_is_refused(team: Team) -> None:
    folder = team.folder / "acme-x"
    (folder / "template").mkdir(parents=True)
    (folder / "blueprint.yaml").write_text(HEAD + "metadata: {name: acme-x, version: 1.0.0}\n")
    os.mkfifo(folder / "pipe")
    refused = team("blueprint", "add", "acme-x")
    assert refused.code == 4
    assert "`pipe` is no file" in refused.err


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ext::sh -c touch% /tmp/x", "is no"),
        ("https://user:secret@127.0.0.1:1/acme.git", "cannot be cloned"),
        ("http://127.0.0.1:1/acme.git", "not fetched over http"),
        ("gh:--upload-pack=x", "cannot be cloned"),
    ],
)
def test_urls_that_run_or_tell_something_are_refused(url: str, told: str, team: Team) -> None:
    refused = team("blueprint", "add", url)
    assert refused.code == 4, refused.text
    assert told in refused.err
    assert "secret" not in refused.text
    assert not (team.folder / "mlsys.toml").exists()


@pytest.mark.parametrize("ref", ["--orphan=x", "-x", "a..b", "a b", "x.lock"])
def test_a_reference_is_one_of_git(ref: str, platform: Platform, team: Team) -> None:
    platform.publish("1.0.0", NOTE)
    refused = team("blueprint", "add", platform.url, f"--ref={ref}", "--path", "notes")
    assert refused.code == 4
    assert "no branch, tag or commit" in refused.err


BOMBS = {
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}": "was stopped",
    "{{ 'x' * 999999999999 }}": "MemoryError",
    "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}": (
        "MemoryError"
    ),
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}": "unsafe",
    "{{ ''.__class__.__mro__ }}": "unsafe",
}


@pytest.mark.parametrize("template", BOMBS)
@pytest.mark.slow
def test_a_foreign_template_ends_in_one_line(
    template: str, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    if BOMBS[template] == "was stopped":
        monkeypatch.setattr("mlsys.foreign.confined.CPU_SECONDS", 1)
    folder = team.folder / "acme-bomb/template"
    folder.mkdir(parents=True)
    head = HEAD + "metadata: {name: acme-bomb, version: 1.0.0}\n"
    (folder.parent / "blueprint.yaml").write_text(head + 'files: [{path: "**", owner: merged}]\n')
    (folder / "x.txt.jinja").write_text(template)
    assert team("blueprint", "add", "acme-bomb").code == 0
    stopped = team.compile()
    assert stopped.code == 4, stopped.text
    assert BOMBS[template] in stopped.err
    assert "Traceback" not in stopped.text
    assert not (team.folder / "out").exists()


def test_a_foreign_blueprint_overrides_a_file_of_one_that_it_extends(team: Team) -> None:
    folder = team.folder / "acme-docs/template/docs"
    folder.mkdir(parents=True)
    head = HEAD + "metadata: {name: acme-docs, version: 1.0.0}\n"
    manifest = 'extends: docs\nfiles: [{path: "docs/acme.md", owner: merged}]\n'
    (folder.parent.parent / "blueprint.yaml").write_text(head + manifest)
    (folder / "acme.md").write_text("ours\n")
    assert team("blueprint", "add", "acme-docs").code == 0
    assert team.compile().code == 0
    pins = json.loads((team.folder / "out/mlsystem.lock").read_text())["blueprints"]
    assert "acme-docs" in pins
    assert "docs" not in pins
    assert (team.folder / "out/docs/acme.md").read_text() == "ours\n"


def test_one_that_replaces_a_capability_takes_the_place_of_its_providers(team: Team) -> None:
    for name, other in (("acme-one", ""), ("acme-two", "acme-one")):
        folder = team.folder / name / "template"
        folder.mkdir(parents=True)
        head = f"{HEAD}metadata: {{name: {name}, version: 1.0.0}}\n"
        manifest = "requires: {provides: [ci]}\nreplaces: [ci]\nfiles: [{path: '**', owner: merged}]\n"
        (folder.parent / "blueprint.yaml").write_text(head + manifest)
        (folder / f"{name}.txt").write_text("x\n")
        assert team("blueprint", "add", name).code == 0
        done = team.compile()
        if not other:
            assert done.code == 0
            assert not (team.folder / "out/.github").exists()
            shutil.rmtree(team.folder / "out")
        else:
            assert done.code == 1
            assert "`acme-one` and `acme-two` each replace the other" in done.text


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('git = "https://x/y.git"', "is not pinned"),
        ('git = "https://x/y.git"\nzip = "a.zip"', "no single source"),
        ('gti = "https://x/y.git"', "no single source"),
        ('git = "https://x/y.git"\nreff = "v1"', "did you mean `ref`?"),
        ('git = "https://x/y.git"\nsha256 = "12"', "64 digits"),
        ('folder = "nowhere"', "has no blueprint.yaml"),
        ('git = "https://x/y.git"\npath = "../x"', "folder within"),
        ('package = "no-such-package"\nsha256 = "%s"' % ("0" * 64), "is not here"),
    ],
)
def test_a_wrong_declaration_is_told_and_nothing_compiled(table: str, told: str, team: Team) -> None:
    (team.folder / "mlsys.toml").write_text(f"[blueprints.acme-x]\n{table}\n")
    refused = team.compile()
    assert refused.code == 4
    assert told in refused.err
    assert not (team.folder / "out").exists()


def test_a_name_is_that_of_one_blueprint(team: Team) -> None:
    shutil.copytree(Path(__file__).resolve().parents[2] / "blueprints/docs", team.folder / "docs")
    (team.folder / "mlsys.toml").write_text('[blueprints.docs]\nfolder = "docs"\n')
    refused = team.compile()
    assert refused.code == 1
    assert "there is another blueprint `docs`" in refused.text


@pytest.mark.slow
def test_a_foreign_template_ends_by_the_clock_too(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlsys.foreign.confined.WALL_SECONDS", 1)
    folder = team.folder / "acme-slow/template"
    folder.mkdir(parents=True)
    head = HEAD + "metadata: {name: acme-slow, version: 1.0.0}\n"
    (folder.parent / "blueprint.yaml").write_text(head + 'files: [{path: "**", owner: merged}]\n')
    (folder / "x.txt.jinja").write_text(next(iter(BOMBS)))
    assert team("blueprint", "add", "acme-slow").code == 0
    assert "more than 1 s" in team.compile().err
