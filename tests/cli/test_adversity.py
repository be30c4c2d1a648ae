"""Compiling beside another process, on a disk that is really full, and killed: nothing is ever half done."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys

import pytest

from mlsys.cli import exits
from project_support import snapshot
from updating_support import edit

HOLD = "import sys; from pathlib import Path; from mlsys.project.transaction.exclusive import exclusive\n" \
       "with exclusive(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"  # fmt: skip
KILLED = """
import os, signal, sys
from mlsys.__main__ import main

left = int(sys.argv.pop(1))

def hook(event, arguments):
    global left
    if event == "os.rename" and ".mlsys" in str(arguments[0]):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
sys.exit(main())
"""
MINE = "# a line of the user\n"


@pytest.fixture
def project(mlsys, spec, tmp_path):
    """A compiled and edited project whose document has changed since."""
    folder = tmp_path / "project"
    assert mlsys("compile", spec, "-o", folder).code == exits.CLEAN
    edited = next((folder / "src").rglob("preprocessing.py"))
    edited.write_text(MINE + edited.read_text())
    edit(spec, "0..120", "0..240")
    return folder


@pytest.fixture
def done(mlsys, spec, project, tmp_path):
    """What the project has to become."""
    folder = tmp_path / "done"
    shutil.copytree(project, folder)
    assert mlsys("compile", spec, "-o", folder).code == exits.CLEAN
    return files(folder)


def files(folder):
    """Return the files of a project without those that the next run sweeps away."""
    found = snapshot(folder)
    return {path: found[path] for path in found if not path.endswith("/") and ".mlsys/tmp" not in path}


def start(spec, folder, **options):
    command = [sys.executable, "-m", "mlsys", "compile", str(spec), "-o", str(folder)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **options
    )


def test_a_second_compiler_waits_for_nobody_and_breaks_nothing(mlsys_process, spec, project, done):
    before = files(project)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, project], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    outcome = mlsys_process("compile", spec, "-o", project)
    assert outcome.code == exits.FAULT
    assert f"error: another mlsys is writing to `{project}`" in outcome.err
    assert "help: wait until it has finished" in outcome.err
    assert files(project) == before
    holder.communicate()
    assert mlsys_process("compile", spec, "-o", project).code == exits.CLEAN
    assert files(project) == done


@pytest.mark.slow
def test_a_killed_holder_leaves_no_lock_behind(mlsys_process, spec, project, done):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, project], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    assert mlsys_process("compile", spec, "-o", project).code == exits.CLEAN
    assert files(project) == done


@pytest.mark.parametrize("fresh", [True, False], ids=["first", "again"])
@pytest.mark.slow
def test_compilers_that_start_at_once(mlsys, mlsys_process, spec, project, done, tmp_path, fresh):
    target = tmp_path / "target"
    if not fresh:
        shutil.copytree(project, target)
    racers = [start(spec, target) for _ in range(4)]
    ends = [(racer.communicate(timeout=120)[1], racer.returncode) for racer in racers]
    assert {code for _, code in ends} <= {exits.CLEAN, exits.FAULT}, ends
    assert any(code == exits.CLEAN for _, code in ends), ends
    for err, code in ends:
        assert "Traceback" not in err
        assert code == exits.CLEAN or "another mlsys" in err or "while mlsys was running" in err or (
            "is running now" in err
        ), err  # fmt: skip
    assert mlsys_process("compile", spec, "-o", target, "--check").code == exits.CLEAN
    if fresh:
        assert mlsys("compile", spec, "-o", tmp_path / "alone").code == exits.CLEAN
        done = files(tmp_path / "alone")
    assert files(target) == done


@pytest.mark.parametrize("step", [0, 1, 3])
def test_a_killed_process_loses_nothing(mlsys, spec, project, done, step):
    """The journal is in place before the first file is renamed."""
    before = files(project)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(step), "compile", str(spec), "-o", str(project)],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    assert (files(project) == before) is (step == 0)
    planned = mlsys("plan", spec, "-o", project)
    assert planned.code == exits.FAULT
    assert "was interrupted, or is running now" in planned.err
    assert "help: run `mlsys compile`: it restores the project first" in planned.err
    outcome = mlsys("compile", spec, "-o", project)
    assert outcome.code == exits.CLEAN
    assert "Restored" in outcome.err
    assert files(project) == done
    assert any(MINE.encode() in content for content in done.values())


def may_mount():
    """Return whether this user may mount file systems in a name space of its own."""
    tool = shutil.which("unshare")
    if tool is None:
        return False
    probe = [tool, "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size="$2"k none "$1"
cp -a "$3/." "$1"
shift 3
code=0
"$@" || code=$?
cp -a "$0/." "$OUT"
exit "$code"
"""


def compile_in_little_room(spec, project, tmp_path, room, call):
    """Compile a copy of ``project`` where only ``room`` KiB can be written; return the outcome and the copy.

    The room is that of a file system where one may be mounted, else that of each file.
    """
    copy = tmp_path / f"room{room}"
    if not may_mount():
        shutil.copytree(project, copy)

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room * 64, room * 64))

        return call("compile", spec, "-o", copy, before=limit), copy
    disk = tmp_path / f"disk{room}"
    disk.mkdir()
    copy.mkdir()
    used = sum(-(-path.stat().st_size // 4096) * 4 for path in project.rglob("*") if path.is_file())
    prefix = ["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, disk, disk, str(used + room), project]
    return call("compile", spec, "-o", disk, prefix=prefix, env={"OUT": str(copy)}), copy


@pytest.mark.parametrize(
    "rooms", [(4, 4096), pytest.param((0, 16, 64, 256, 4096), marks=pytest.mark.slow)], ids=["some", "all"]
)
@pytest.mark.slow
def test_a_full_disk_leaves_the_project_as_it_was(mlsys_process, spec, project, done, tmp_path, rooms):
    before, seen = files(project), set()
    for room in rooms:
        outcome, copy = compile_in_little_room(spec, project, tmp_path, room, mlsys_process)
        assert outcome.code in (exits.CLEAN, exits.FAULT), outcome
        assert files(copy) == (done if outcome.code == exits.CLEAN else before), room
        if outcome.code == exits.FAULT:
            assert "cannot write to `" in outcome.err
            assert "; nothing was changed" in outcome.err
            assert "help: " in outcome.err
            assert not (copy / ".mlsys/tmp").exists()
        seen.add(outcome.code)
    assert seen == {exits.CLEAN, exits.FAULT}


@pytest.mark.parametrize("limit", [0, 100, 4000])
@pytest.mark.slow
def test_a_limit_on_the_size_of_files_leaves_no_project(mlsys_process, spec, tmp_path, limit):
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    cache = {"XDG_CACHE_HOME": os.devnull}
    outcome = mlsys_process("compile", spec, "-o", tmp_path / "a/project", before=small_files, env=cache)
    assert outcome.code == exits.FAULT
    assert f"cannot write to `{tmp_path}/a/project`: File too large; nothing was changed" in outcome.err
    assert "help: raise the limit on the size of files" in outcome.err
    assert not (tmp_path / "a").exists()
