"""What a clone brings along to make a compilation write or delete elsewhere."""

from __future__ import annotations

import json
import os

import pytest

STEPS = {
    "a hook": [".git/hooks/pre-commit", None, None, "old-0"],
    "above": ["../escaped", None, None, "old-0"],
    "absolute": ["/tmp/escaped", None, None, "old-0"],
    "a file of the user": ["README.md", "x", None, None],
}


class TestJournal:
    """A journal that lies in a clone is nobody's."""

    @pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
    def test_it_is_not_replayed(self, world, refused, step):
        staging = world.clone / ".mlsys/tmp"
        staging.mkdir()
        (staging / "old-0").write_text("#!/bin/sh\ntouch escaped\n")
        journal = {"root": str(world.clone), "phase": "applying", "steps": [step], "folders": ["../escaped"]}
        (staging / "journal.json").write_text(json.dumps(journal))
        before = (world.clone / "README.md").read_bytes()
        refused("is left from a write that was not begun here")
        assert (world.clone / "README.md").read_bytes() == before
        assert (staging / "old-0").exists()

    @pytest.mark.parametrize(
        "content", [b"", b"[" * 200_000, b"\xff\xfe", b'{"steps": 5}', b'{"root": []}', b"null"]
    )
    def test_a_damaged_one_of_our_own_is_one_line(self, world, refused, content):
        from mlsys.project.transaction import journal
        from mlsys.project.transaction.disk import Project

        folder = world.state / "journals"
        folder.mkdir(parents=True)
        for each in (folder.parent, folder):
            each.chmod(0o700)
        place = folder / journal._name(Project(world.clone))
        place.write_bytes(content)
        place.chmod(0o600)
        refused("the journal of an interrupted write is damaged")

    def test_one_that_others_can_write_does_not_count(self, world, refused):
        from mlsys.project.transaction import journal
        from mlsys.project.transaction.disk import Project

        folder = world.state / "journals"
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        plain = {"root": str(world.clone), "phase": "applying", "folders": []}
        steps = [["README.md", None, None, None]]
        (folder / journal._name(Project(world.clone))).write_text(json.dumps({**plain, "steps": steps}))
        code, told = world.run("compile", "--check", "--quiet")
        assert (code, told) == (0, "")


class TestLinks:
    """Nothing is written or deleted through a link."""

    @pytest.mark.parametrize("place", [".mlsys", ".mlsys/tmp", ".mlsys/other", ".mlsys/deep/er"])
    def test_a_link_in_the_state_folder(self, world, refused, place):
        link = world.clone / place
        if link.is_dir():
            link.rename(world.clone / "kept")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(world.outside)
        refused("is a symbolic link")

    def test_a_pipe_in_the_state_folder(self, world, refused):
        os.mkfifo(world.clone / ".mlsys/pipe")
        refused("is neither a file nor a folder")

    @pytest.mark.parametrize("place", ["mlsystem.lock"])
    def test_a_link_for_the_lock(self, world, refused, place):
        (world.clone / place).unlink()
        (world.clone / place).symlink_to(world.outside / "precious.txt")
        refused("is a symbolic link")

    @pytest.mark.parametrize("place", ["src", "docs"])
    def test_a_folder_that_leads_out(self, world, refused, place):
        (world.clone / place).rename(world.clone / "elsewhere")
        (world.clone / place).symlink_to(world.outside / "folder")
        refused("is a symbolic link that leads out of the project")

    @pytest.mark.parametrize(
        ("target", "into"),
        [(".git", ".git"), (".git/hooks", ".git"), ("src/../.GIT", ".GIT"), (".mlsys", ".mlsys")],
    )
    def test_a_folder_that_leads_to_what_is_not_generated(self, world, refused, target, into):
        """A lock with `docs/HEAD`, and a copy of it in the pack, would delete the head of the repository."""
        (world.clone / ".GIT").mkdir()
        (world.clone / "docs").rename(world.clone / "elsewhere")
        (world.clone / "docs").symlink_to(target)
        refused(f"is a symbolic link into `{into}`")

    def test_a_file_that_leads_out_is_told_and_left(self, world):
        (world.clone / "README.md").unlink()
        (world.clone / "README.md").symlink_to(world.outside / "precious.txt")
        code, told = world.run("compile")
        assert code == 1
        assert "`README.md` would be generated, but a symbolic link stands there" in told


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "nonsense"])
def test_what_a_project_was_made_of_is_not_needed_to_validate(world, what):
    pack = world.clone / ".mlsys/base.pack"
    pack.unlink()
    {
        "link": lambda: pack.symlink_to(world.outside / "precious.txt"),
        "pipe": lambda: os.mkfifo(pack),
        "folder": pack.mkdir,
        "nonsense": lambda: pack.write_bytes(b"\0" * 1000),
    }[what]()
    assert world.run("validate") == (0, "")
    code, told = world.run("compile")
    assert code == 4
    assert "precious" not in told
