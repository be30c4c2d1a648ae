"""What a clone brings along to be read: locks, pristine copies, patches, documents."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zlib

import pytest

from mlsys.project.reconcile.memory import read_lock
from mlsys.project.record.lock import format_lock
from project_support import set_copy


def forged(world, **changes):
    """Write a lock in which some values of the header are others."""
    path = world.clone / "mlsystem.lock"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


class TestLock:
    """The lock is what anybody may have written."""

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("../outside/precious.txt", "leaves the project"),
            ("/etc/passwd", "is not relative to the project"),
            (".git/hooks/pre-commit", "belongs to `.git`"),
            ("inner/.GIT/config", "belongs to `.GIT`"),
            ("inner/.g\u200cit/HEAD", "belongs to `.g"),
            ("GIT~1/HEAD", "belongs to `GIT~1`"),
            ("C:/windows/x", "contains"),
            ("..\\outside\\precious.txt", "contains"),
            ("docs/nul.txt", "contains"),
            (".mlsys/base.pack", "belongs to `.mlsys`"),
            ("a/../../x", "leaves the project"),
            ("x\u001b[2J", "contains"),
            ("\ud800", "is damaged"),
        ],
    )
    def test_no_path_leads_out(self, world, refused, path, reason):
        entry = {"owner": "merged", "blueprint": "base", "sha256": "0" * 64, "mode": "644"}
        files = json.loads((world.clone / "mlsystem.lock").read_text())["files"]
        forged(world, files={**files, path: entry})
        refused(reason)

    def test_a_file_of_the_user_is_not_deleted_by_its_digest(self, world, refused):
        (world.clone / "notes.txt").write_text("mine\n")
        files = json.loads((world.clone / "mlsystem.lock").read_text())["files"]
        digest = hashlib.sha256(b"mine\n").hexdigest()
        files["notes.txt"] = {"owner": "merged", "blueprint": "base", "sha256": digest, "mode": "644"}
        forged(world, files=files)
        refused("lacks the copy of `notes.txt`")
        assert (world.clone / "notes.txt").read_text() == "mine\n"

    @pytest.mark.parametrize(
        "document", ["../outside/precious.txt", "/etc/passwd", "../../../../../etc/passwd"]
    )
    def test_its_document_lies_in_the_repository(self, world, refused, document):
        forged(world, document=document)
        refused(
            "lies outside of the repository", ("plan",), ("compile", "--check"), ("compile",), ("status",)
        )

    @pytest.mark.parametrize("key", ["environment", "document", "mlsys"])
    def test_nothing_invisible_is_printed(self, world, key):
        forged(world, **{key: "0.1.0\u001b]0;owned\u0007"})
        for command in ("plan", "compile", "status"):
            code, told = world.run(command)
            assert code == 4
            assert "\x1b" not in told

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[" * 200_000,
            b"\xff\xfe\x00",
            b"{}",
            b'{"version": 1e999}',
            b'{"version": NaN}',
            b'{"version": true}',
            b'{"version": 3}',
            b'{"version": 2, "version": 2}',
            b'{"version": ' + b"9" * 5000 + b"}",
        ],
    )
    def test_damage_is_one_line(self, world, refused, content):
        (world.clone / "mlsystem.lock").write_bytes(content)
        refused("`mlsystem.lock`")

    def test_nothing_is_said_twice(self, world, refused):
        """As after a merge by `union`; which of the two counts would be a guess."""
        path = world.clone / "mlsystem.lock"
        lines = path.read_text().splitlines(keepends=True)
        number = next(number for number, line in enumerate(lines) if '"README.md"' in line)
        lines.insert(number, lines[number].replace("merged", "seeded"))
        path.write_text("".join(lines))
        refused("'README.md' stands in it twice")

    @pytest.mark.parametrize("version", ["true", "NaN", "2.0", '"2"', "null", "Infinity"])
    def test_its_format_is_a_number(self, world, refused, version):
        path = world.clone / "mlsystem.lock"
        path.write_text(path.read_text().replace('"version": 2', f'"version": {version}', 1))
        refused("it is not a lock file")

    def test_a_pipe_is_not_waited_for(self, world, refused):
        (world.clone / "mlsystem.lock").unlink()
        os.mkfifo(world.clone / "mlsystem.lock")
        refused("`mlsystem.lock` is neither a file nor a folder")


@pytest.mark.parametrize("command", [("validate",), ("plan",), ("compile",), ("diff", "HEAD:mlsystem.yaml")])
def test_a_pipe_for_the_document_is_not_waited_for(world, command):
    (world.clone / "mlsystem.yaml").unlink()
    os.mkfifo(world.clone / "mlsystem.yaml")
    code, told = world.run(*command)
    assert code == 4
    assert "is not a regular file" in told or command[0] == "diff"


class TestCopies:
    """Pristine copies are unpacked with care, and never taken for empty."""

    def line(self, path: str, content: bytes, size: int | None = None, digest: str = "") -> bytes:
        packed = base64.b64encode(zlib.compress(content))
        digest = digest or hashlib.sha256(content).hexdigest()
        return f"{path}\t{digest}\t{len(content) if size is None else size}\t".encode() + packed

    def replace(self, world, path: str, line: bytes) -> None:
        pack = world.clone / ".mlsys/base.pack"
        lines = pack.read_bytes().split(b"\n")
        kept = [each for each in lines if not each.startswith(path.encode() + b"\t")]
        pack.write_bytes(b"\n".join((kept[0], line, *kept[1:])))

    def test_a_copy_of_an_earlier_version_is_a_base(self, world):
        """They wrote in base 85."""
        before = (world.clone / "README.md").read_bytes()
        packed = base64.b85encode(zlib.compress(before, 9))
        digest = hashlib.sha256(before).hexdigest()
        self.replace(world, "README.md", f"README.md\t{digest}\t{len(before)}\t".encode() + packed)
        (world.clone / "README.md").write_bytes(before + b"\nOurs alone.\n")
        edit_document(world)
        code, _ = world.run("compile", "--allow-dirty")
        assert code == 0
        after = (world.clone / "README.md").read_text()
        assert after.endswith("\nOurs alone.\n")
        assert "x y" in after

    @pytest.mark.slow
    def test_a_bomb_does_not_go_off(self, world, refused):
        bomb = base64.b64encode(zlib.compress(b"\0" * (300 << 20), 9))
        self.replace(world, "README.md", b"README.md\t" + b"0" * 64 + b"\t100\t" + bomb)
        (world.clone / "README.md").write_text("edited\n")
        edit_document(world)
        refused("the pristine copy of `README.md` in `.mlsys/base.pack` is damaged")

    @pytest.mark.parametrize("how", ["other digest", "no base 64", "other size", "cut"])
    def test_what_is_not_what_it_says_is_no_base(self, world, refused, how):
        good = self.line("README.md", b"x\n" * 40)
        line = {
            "other digest": self.line("README.md", b"x\n", digest="0" * 64),
            "no base 64": b"README.md\t" + b"0" * 64 + b"\t4\t" + b"eJ~~~~",
            "other size": self.line("README.md", b"x\n", size=7),
            "cut": good[:-16],
        }[how]
        self.replace(world, "README.md", line)
        (world.clone / "README.md").write_text("edited\n")
        edit_document(world)
        refused("is damaged")

    @pytest.mark.parametrize(
        "line",
        [
            b"nonsense",
            b"../x\t" + b"0" * 64 + b"\t1\tx",
            b"x\t" + b"0" * 64 + b"\t999999999\tx",
            b"\xff\t\t\t",
        ],
    )
    def test_a_line_that_is_none_is_told(self, world, refused, line):
        self.replace(world, "README.md", line)
        refused("`.mlsys/base.pack` is damaged")

    def test_a_forged_copy_deletes_nothing_that_differs_from_it(self, world):
        """With the lock and the copy forged, what goes is what stands in the repository already."""
        (world.clone / "notes.txt").write_text("mine, and not what the stranger guessed\n")
        set_copy(world.clone, "notes.txt", b"guessed\n")
        lock = read_lock(world.clone)
        entry = next(entry for entry in lock.files.values() if entry.owner.value == "merged")
        (world.clone / "mlsystem.lock").write_bytes(
            format_lock(lock.with_files({**lock.files, "notes.txt": entry}))
        )
        code, _ = world.run("compile", "--allow-dirty")
        assert code == 0
        assert (world.clone / "notes.txt").read_text() == "mine, and not what the stranger guessed\n"


def edit_document(world) -> None:
    path = world.clone / "mlsystem.yaml"
    path.write_text(
        path.read_text().replace(
            "metadata: {name: quick-churn", "metadata: {description: x y, name: quick-churn"
        )
    )


@pytest.mark.parametrize(
    "target", ["../outside/precious.txt", "/etc/passwd", ".git/hooks/pre-commit", "notes.txt"]
)
def test_a_patch_changes_generated_files_only(world, target):
    (world.clone / "notes.txt").write_text("one\n")
    (world.clone / "patches").mkdir()
    (world.clone / "patches/x.patch").write_text(f"--- a/{target}\n+++ b/{target}\n@@ -1 +1 @@\n-one\n+two\n")
    code, told = world.run("compile")
    assert code == 1
    assert "which is not generated" in told
    assert (world.clone / "notes.txt").read_text() == "one\n"


@pytest.mark.parametrize("what", ["link", "pipe", "folder"])
def test_a_patch_is_a_file(world, what):
    (world.clone / "patches").mkdir()
    place = world.clone / "patches/x.patch"
    {
        "link": lambda: place.symlink_to(world.outside / "precious.txt"),
        "pipe": lambda: os.mkfifo(place),
        "folder": place.mkdir,
    }[what]()
    code, told = world.run("compile")
    assert code == 1
    assert "MLS042" in told
