"""Bad input to every command: one clear line, the documented exit code, nothing half written."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest

from mlsys.cli import exits

ROWS = "tenure,contract,monthly_charges,churn\n1,Month-to-month,20.5,Yes\n30,Two year,99,No\n"
SPEC_COMMANDS = ("validate", "plan", "compile", "trace", "explain")


@pytest.fixture
def as_user():
    """What to put before a command so that the rights of files hold for it, also when root runs the tests."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read and write everything, and there is no setpriv to give that up")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def call(command, path):
    return [command, "metadata.name", path] if command == "explain" else [command, path]


def tree_of(folder):
    """Everything below a folder: names, contents, modes."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in sorted(folder.rglob("*"))
    }


def make_missing(path):
    path.unlink()


def make_folder(path):
    path.unlink()
    path.mkdir()


def make_dead_link(path):
    path.unlink()
    path.symlink_to(path.parent / "nowhere")


BAD_FILES = {
    "missing": (make_missing, exits.FAULT, "does not exist"),
    "a folder": (make_folder, exits.FAULT, "is a folder"),
    "a dead link": (make_dead_link, exits.FAULT, "does not exist"),
    "empty": (lambda path: path.write_text(""), exits.FAULT, "is empty"),
    "blank": (lambda path: path.write_text("\n \n"), exits.FAULT, "is empty"),
    "binary": (lambda path: path.write_bytes(b"\x7fELF\0\0\1"), exits.FAULT, "is a binary file"),
    "Latin-1": (lambda path: path.write_bytes("name: é".encode("latin-1")), exits.FAULT, "is not UTF-8"),
    "UTF-16": (
        lambda path: path.write_bytes("name: x".encode("utf-16")),
        exits.FAULT,
        "is encoded in UTF-16",
    ),
    "huge": (lambda path: path.write_text("a: b\n" * 500_000), exits.FAULT, "is larger than"),
    "not YAML": (lambda path: path.write_text("a: [1\nb: }"), exits.FINDINGS, "MLS016"),
    "a scalar": (lambda path: path.write_text("hello"), exits.FINDINGS, "MLS0"),
    "a list": (lambda path: path.write_text("- a"), exits.FINDINGS, "MLS0"),
    "two documents": (lambda path: path.write_text("a: 1\n---\nb: 2"), exits.FINDINGS, "MLS0"),
    "deep": (lambda path: path.write_text("[" * 100_000), exits.FINDINGS, "MLS0"),
    "wrong shape": (
        lambda path: path.write_text("apiVersion: mlsys/v1alpha2\nkind: MLSystem\n"),
        1,
        "MLS018",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", SPEC_COMMANDS)
def test_a_bad_file_gets_a_clear_line_and_writes_nothing(mlsys, spec, tmp_path, monkeypatch, command, name):
    monkeypatch.chdir(tmp_path)
    damage, code, says = BAD_FILES[name]
    damage(spec)
    before = tree_of(tmp_path)
    outcome = mlsys(*call(command, spec))
    if command == "explain" and code == exits.FINDINGS:
        # What is wrong elsewhere does not keep a field from being explained, as long as there is a tree.
        assert outcome.code in (exits.CLEAN, exits.FINDINGS)
    else:
        assert outcome.code == code, outcome.text
    assert says in outcome.text
    assert str(spec) in outcome.text
    assert "Traceback" not in outcome.text
    if code == exits.FAULT:
        error, *help_ = outcome.err.strip().splitlines()
        assert error.startswith("error: ")
        assert all(line.startswith("help: ") for line in help_)
        assert len(help_) == 1
    assert tree_of(tmp_path) == before


@pytest.mark.parametrize("command", SPEC_COMMANDS)
def test_a_file_that_the_user_may_not_read(mlsys_process, spec, as_user, command):
    spec.chmod(0)
    outcome = mlsys_process(*call(command, spec), cwd=spec.parent, prefix=as_user)
    assert outcome.code == exits.FAULT
    assert outcome.err.startswith(f"error: {spec} cannot be read: permission denied\nhelp: ")


@pytest.mark.parametrize("command", ["validate", "plan", "compile", "trace"])
def test_without_a_document_in_the_folder_the_help_says_what_to_do(mlsys, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    outcome = mlsys(command)
    assert outcome.code == exits.FAULT
    assert outcome.err.startswith("error: mlsystem.yaml does not exist\nhelp: ")
    assert "mlsys init" in outcome.err


def test_one_bad_file_among_several_does_not_hide_the_others(mlsys, spec, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("kind: MLSystem\n")
    outcome = mlsys("validate", tmp_path / "missing.yaml", wrong, spec)
    assert outcome.code == exits.FAULT
    assert "missing.yaml does not exist" in outcome.err
    assert "wrong.yaml" in outcome.out


@pytest.mark.parametrize("command", ["validate", "plan", "compile", "trace"])
def test_an_environment_that_is_not_declared_is_a_finding(mlsys, spec, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    outcome = mlsys(command, spec, "--env", "prod")
    assert outcome.code == exits.FINDINGS
    assert "`prod` is not declared" in outcome.text


@pytest.mark.parametrize("command", ["status", "prove"])
@pytest.mark.parametrize("kind", ["missing", "a file", "empty"])
def test_a_folder_that_is_no_project_is_a_fault(mlsys, tmp_path, command, kind):
    folder = tmp_path / "project"
    if kind == "a file":
        folder.write_text("x")
    if kind == "empty":
        folder.mkdir()
    outcome = mlsys(command, folder)
    assert outcome.code == exits.FAULT
    assert outcome.err.startswith("error: ")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\0", b"{}", b'{"version": 99}'])
@pytest.mark.parametrize("command", ["plan", "compile", "status"])
def test_a_damaged_lock_is_a_fault_and_nothing_is_touched(mlsys, spec, tmp_path, command, content):
    project = tmp_path / "project"
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    (project / "mlsystem.lock").write_bytes(content)
    before = tree_of(project)
    outcome = mlsys("status", project) if command == "status" else mlsys(command, spec, "-o", project)
    assert outcome.code == exits.FAULT
    assert "mlsystem.lock" in outcome.err
    assert tree_of(project) == before


@pytest.mark.slow
class TestTargets:
    """Targets that cannot be written."""

    def test_a_file_stands_where_the_project_should_be(self, mlsys, spec, tmp_path):
        target = tmp_path / "project"
        target.write_text("mine")
        outcome = mlsys("compile", spec, "-o", target)
        assert outcome.code == exits.FAULT, outcome.text
        assert outcome.err.splitlines()[-2].startswith("error: ")
        assert target.read_text() == "mine"

    def test_a_folder_that_the_user_may_not_write_to(self, mlsys_process, spec, tmp_path, as_user):
        target = tmp_path / "locked"
        target.mkdir(mode=0o500)
        outcome = mlsys_process("compile", spec, "-o", target / "project", prefix=as_user)
        assert outcome.code == exits.FAULT
        assert "error: cannot write" in outcome.err
        assert list(target.iterdir()) == []

    def test_a_project_that_the_user_may_not_write_to(self, mlsys, mlsys_process, spec, tmp_path, as_user):
        target = tmp_path / "project"
        assert mlsys("compile", spec, "-o", target).code == exits.CLEAN
        spec.write_text(spec.read_text().replace("0..120", "0..240"))
        before = tree_of(target)
        target.chmod(0o500)
        outcome = mlsys_process("compile", spec, "-o", target, prefix=as_user)
        target.chmod(0o755)
        assert outcome.code == exits.FAULT
        assert "error: cannot write" in outcome.err
        assert tree_of(target) == before

    def test_a_folder_of_the_project_that_the_user_may_not_write_to(
        self, mlsys, mlsys_process, spec, tmp_path, as_user
    ):
        target = tmp_path / "project"
        assert mlsys("compile", spec, "-o", target).code == exits.CLEAN
        spec.write_text(spec.read_text().replace("0..120", "0..240"))
        before = tree_of(target)
        folder = target / "src/quick_churn/data"
        folder.chmod(0o500)
        outcome = mlsys_process("compile", spec, "-o", target, prefix=as_user)
        folder.chmod(0o755)
        assert outcome.code == exits.FAULT
        assert f"error: cannot write to `{folder / 'contract.py'}`" in outcome.err
        assert tree_of(target) == before

    def test_a_read_only_file_system(self, mlsys, spec):
        outcome = mlsys("compile", spec, "-o", "/proc/mlsys")
        assert outcome.code == exits.FAULT
        assert "error: cannot write" in outcome.err

    @pytest.mark.parametrize("limit", [0, 100, 2_000, 20_000])
    def test_a_disk_that_fills_up_on_the_way(self, mlsys, mlsys_process, spec, tmp_path, limit):
        rows = ROWS + "30,Two year,99,No\n" * 5_000
        (spec.parent / "data/telco_churn.csv").write_text(rows)

        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        target = tmp_path / "project"
        outcome = mlsys_process("compile", spec, "-o", target, before=small_files)
        assert outcome.code == exits.FAULT, outcome.text
        assert "Traceback" not in outcome.err
        assert not target.exists()
        assert mlsys("compile", spec, "-o", target).code == exits.CLEAN

    @pytest.mark.parametrize("command", [["init", "--data", "rows.csv", "--target", "churn", "new"]])
    def test_init_writes_all_or_nothing(self, mlsys_process, tmp_path, command):
        (tmp_path / "rows.csv").write_text(ROWS * 1)

        def no_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

        outcome = mlsys_process(*command, cwd=tmp_path, before=no_files)
        assert outcome.code == exits.FAULT
        assert "cannot be written" in outcome.err
        assert not (tmp_path / "new/mlsystem.yaml").exists()


def test_init_does_not_overwrite(mlsys, spec):
    before = spec.read_text()
    outcome = mlsys("init", spec.parent, "--data", spec.parent / "data/telco_churn.csv", "--target", "churn")
    assert outcome.code == exits.FAULT
    assert "exists already" in outcome.err
    assert spec.read_text() == before


def test_init_asks_nothing_where_nobody_can_answer(mlsys_process, tmp_path):
    outcome = mlsys_process("init", tmp_path)
    assert outcome.code == exits.USAGE
    assert outcome.err.startswith("error: give --data")


def test_an_interrupt_counts_where_the_interpreter_drops_exceptions(spec):
    code = (
        # Whoever runs the tests in the background has told their processes to ignore interrupts.
        "import signal, sys, time, weakref\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from mlsys import __main__\n"
        "from mlsys.cli import app\n"
        "def interrupt(_): raise KeyboardInterrupt\n"
        "class Dying: pass\n"
        "def run(arguments):\n"
        "    gone = Dying()\n"
        "    watch = weakref.ref(gone, interrupt)\n"
        "    del gone\n"
        "    for _ in range(500): time.sleep(0.01)\n"
        "    return 0\n"
        "app.run = run\n"
        "sys.exit(__main__.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "validate", str(spec)], capture_output=True, text=True, check=False
    )
    assert done.returncode == exits.INTERRUPTED
    assert done.stderr.startswith("\nerror: interrupted")


def test_an_interrupt_that_a_library_turned_into_its_own_error_is_still_one(spec):
    code = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from mlsys import __main__, pipeline\n"
        "def check_inputs(*_):\n"
        "    try: signal.raise_signal(signal.SIGINT)\n"
        "    except KeyboardInterrupt as error: raise ValueError('Error building it') from error\n"
        "pipeline.check_inputs = check_inputs\n"
        "sys.exit(__main__.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "plan", str(spec)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.splitlines()[1]) == (exits.INTERRUPTED, "error: interrupted")


@pytest.mark.parametrize(
    "delay",
    [0, 0.1, 0.3, 0.6, *(pytest.param(each, marks=pytest.mark.slow) for each in (0.05, 0.2, 0.45, 0.8, 1.1))],
)
def test_an_interrupt_leaves_nothing_half_written(mlsys, spec, tmp_path, delay):
    target = tmp_path / "project"
    # Before it is watched for, an interrupt is the interpreter's to word.
    code = """if True:
        import sys
        from mlsys.__main__ import main
        from mlsys.cli.guard import Interrupts

        watch = Interrupts.watch
        Interrupts.watch = lambda self: (watch(self), print("up", flush=True))
        sys.exit(main())
        """
    process = subprocess.Popen(
        [sys.executable, "-c", code, "compile", str(spec), "-o", str(target)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "up\n"
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (exits.CLEAN, exits.INTERRUPTED), err
    assert "Traceback" not in err
    if process.returncode == exits.INTERRUPTED:
        assert "error: interrupted" in err
    assert not target.exists() or (target / "mlsystem.lock").exists()
    assert mlsys("compile", spec, "-o", target).code == exits.CLEAN
    assert mlsys("compile", spec, "-o", target, "--check").code == exits.CLEAN
