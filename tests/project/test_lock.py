"""The lock file: stable, and read as what anybody may have written."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.record.lock import FileState, Lock, LockEntry, LockHeader, format_lock, parse_lock
from mlsys.resources import schemas_dir
from project_support import compile_into, rendered

SHA = "a" * 64
LOCK = Lock(
    LockHeader(
        SHA,
        {"base": ("0.1.0", SHA), "acme-notes": ("1.0.0", SHA)},
        "production",
        {"serving.replicas": "4", "metadata.stage": "pilot"},
        origins={"acme-notes": {"git": "https://git.acme.example/x.git", "sha256": SHA}},
    ),
    {
        "src/a.py": LockEntry(Owner.MERGED, "base", SHA, state=FileState.CONFLICT),
        "run.sh": LockEntry(Owner.MANAGED, "base", SHA, executable=True),
        "data/x.csv": LockEntry(Owner.SEEDED, "", SHA),
    },
)


def test_a_lock_is_read_back() -> None:
    assert parse_lock(format_lock(LOCK)) == LOCK


def test_a_lock_fits_its_schema_and_has_one_file_a_line() -> None:
    schema = json.loads((schemas_dir() / "lock.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    text = format_lock(LOCK).decode()
    Draft202012Validator(schema).validate(json.loads(text))
    Draft202012Validator(schema).validate(json.loads(format_lock(Lock(LockHeader(SHA), {}))))
    assert sum('"sha256"' in line and '"owner"' in line for line in text.splitlines()) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a lock file"),
        (b"\xff\xfe", "not a lock file"),
        (b"[" * 100_000, "not a lock file"),
        (b'{"version": "1"}', "not a lock file"),
        (b'{"version": 3}', "newer mlsys"),
        (b'{"version": 1}', "is missing"),
        (format_lock(LOCK)[:-40], "not a lock file"),
        (b"<<<<<<< HEAD\n" + format_lock(LOCK), "not a lock file"),
        (format_lock(LOCK).replace(b"src/a.py", b"../../etc/passwd"), "leaves the project"),
        (format_lock(LOCK).replace(b"src/a.py", b"/etc/passwd"), "is not relative"),
        (format_lock(LOCK).replace(b"src/a.py", b".git/hooks/pre-commit"), "belongs to"),
        (format_lock(LOCK).replace(b"src/a.py", b"RUN.sh"), "stands twice"),
        (format_lock(LOCK).replace(b'"merged"', b'"mine"'), "mine"),
        (format_lock(LOCK).replace(b'"seeded"', b"7"), "7"),
        (re.sub(rb'"mlsys": "[^"]*"', b'"mlsys": "newest"', format_lock(LOCK)), "newest"),
    ],
)
def test_a_damaged_or_hostile_lock_is_refused_with_one_line(content: bytes, message: str) -> None:
    with pytest.raises(MlsysError, match=message) as caught:
        parse_lock(content)
    assert caught.value.help
    assert "\n" not in caught.value.message


def test_a_hostile_lock_deletes_nothing_outside(tmp_path: Path) -> None:
    root = tmp_path / "project"
    compile_into(root, rendered({"a.txt": "1\n"}))
    victim = tmp_path / "victim.txt"
    victim.write_text("1\n")
    lock = root / "mlsystem.lock"
    lock.write_bytes(lock.read_bytes().replace(b'"a.txt"', b'"../victim.txt"'))
    with pytest.raises(MlsysError, match="leaves the project"):
        compile_into(root)
    assert victim.exists()


def test_without_a_lock_the_pristine_copies_tell_what_was_edited(tmp_path: Path) -> None:
    before = {"edited.txt": "1\n2\n3\n", "same.txt": "1\n", "gone.txt": "1\n", "seed.txt": "1\n"}
    seeds = rendered({"seed.txt": before.pop("seed.txt")}, Owner.SEEDED)
    compile_into(tmp_path, rendered(before), seeds)
    (tmp_path / "mlsystem.lock").unlink()
    (tmp_path / "edited.txt").write_text("1\n2\nmine\n")
    (tmp_path / "seed.txt").write_text("mine\n")
    (tmp_path / "gone.txt").unlink()
    after = {"edited.txt": "one\n2\n3\n", "same.txt": "2\n", "gone.txt": "2\n"}
    changes = compile_into(tmp_path, rendered(after), seeds)
    assert {item.path: item.action.value for item in changes.items} == {
        "edited.txt": "merge",
        "gone.txt": "create",
        "same.txt": "update",
        "seed.txt": "keep",
    }
    assert (tmp_path / "edited.txt").read_text() == "one\n2\nmine\n"
    assert (tmp_path / "seed.txt").read_text() == "mine\n"


def test_without_a_lock_a_conflict_is_still_one(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n"}))
    (tmp_path / "a.txt").write_text("mine\n")
    compile_into(tmp_path, rendered({"a.txt": "2\n"}))
    (tmp_path / "mlsystem.lock").unlink()
    again = compile_into(tmp_path, rendered({"a.txt": "2\n"}))
    assert [item.action.value for item in again.conflicts] == ["conflict"]
    (tmp_path / "a.txt").write_text("mine and 2\n")
    assert not compile_into(tmp_path, rendered({"a.txt": "2\n"})).conflicts


def test_without_lock_and_copies_every_file_is_the_users(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n", "b.txt": "1\n"}))
    (tmp_path / "mlsystem.lock").unlink()
    shutil.rmtree(tmp_path / ".mlsys")
    (tmp_path / "b.txt").write_text("mine\n")
    changes = compile_into(tmp_path, rendered({"a.txt": "1\n", "b.txt": "1\n"}))
    assert [(item.path, item.action.value) for item in changes.items] == [
        ("a.txt", "unchanged"),
        ("b.txt", "conflict"),
    ]
    assert (tmp_path / "b.txt").read_text() == "mine\n"


def test_the_lock_says_from_what_the_project_was_made(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n"}), header=LOCK.header)
    read = read_lock(tmp_path)
    assert read is not None
    assert read.header == LOCK.header


def in_conflict(one: Lock, other: Lock) -> bytes:
    """Return what git makes of two locks that differ in every line."""
    sides = (
        b"<<<<<<< HEAD",
        format_lock(one).rstrip(),
        b"=======",
        format_lock(other).rstrip(),
        b">>>>>>> b",
        b"",
    )
    return b"\n".join(sides)


def test_of_a_lock_in_conflict_both_sides_are_read() -> None:
    gone = replace(LOCK.files["src/a.py"], state=FileState.DELETED)
    other = Lock(
        replace(LOCK.header, spec_sha256="b" * 64),
        {"src/a.py": gone, "new.py": LockEntry(Owner.MERGED, "base", "c" * 64)},
    )
    for content in (in_conflict(LOCK, other), in_conflict(other, LOCK)):
        joined = parse_lock(content)
        assert set(joined.files) == {"src/a.py", "run.sh", "data/x.csv", "new.py"}
        assert joined.files["src/a.py"].state is FileState.DELETED


@pytest.mark.parametrize("what", ["environment", "document"])
def test_sides_that_belong_to_something_else_are_refused(what: str) -> None:
    other = Lock(replace(LOCK.header, **{what: "elsewhere"}), LOCK.files)
    with pytest.raises(MlsysError, match=f"the {what} differs") as caught:
        parse_lock(in_conflict(LOCK, other))
    assert "git checkout --ours mlsystem.lock" in caught.value.help


def test_what_nobody_sees_is_not_taken_over() -> None:
    hostile = format_lock(LOCK).replace(b'"production"', b'"prod\\u001b[2J"')
    with pytest.raises(MlsysError, match="characters that nobody sees"):
        parse_lock(hostile)
