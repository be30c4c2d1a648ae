"""The frame of the command line: help, version, usage, colour, broken pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from mlsys import __version__
from mlsys.cli import console, exits
from mlsys.cli.faults import report
from mlsys.cli.overview import COMMANDS, ROOMS, module_of
from mlsys.errors import MlsysError


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_one_line(mlsys_process, flag):
    outcome = mlsys_process(flag)
    assert (outcome.code, outcome.out, outcome.err) == (0, f"mlsys {__version__}\n", "")


def test_the_overview_names_every_command_and_exit_code(mlsys):
    outcome = mlsys("--help")
    assert outcome.code == exits.CLEAN
    assert all(name in outcome.out for name in COMMANDS)
    words = " ".join(outcome.out.split())
    assert "0 clean, 1 findings, 2 wrong usage, 3 pending changes, 4 fault of the environment" in words


def test_the_overview_is_the_same_however_it_is_asked_for(mlsys, mlsys_process):
    assert mlsys_process("--help").out == mlsys("--help").out == mlsys().err.removeprefix("\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(mlsys, name):
    command = import_module(module_of(name)).command
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.short_help == COMMANDS[name]
    assert mlsys(name, "--help").code == exits.CLEAN


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["valdate"], "there is no command `valdate`; did you mean `validate`?"),
        (["zzz"], "there is no command `zzz`"),
        (["--nope"], "--nope"),
        (["schema", "--nope"], "--nope"),
        (["rules", "--format", "xml"], "xml"),
        (["blueprint", "show"], "NAME"),
    ],
)
def test_wrong_usage_is_one_line_and_a_hint(mlsys, arguments, says):
    outcome = mlsys(*arguments)
    assert outcome.code == exits.USAGE
    assert outcome.out == ""
    first, second = outcome.err.splitlines()
    assert first.startswith("error: ")
    assert says in first
    assert second.startswith("help: run `mlsys")


def test_without_arguments_the_overview_is_printed_as_wrong_usage(mlsys):
    outcome = mlsys()
    assert outcome.code == exits.USAGE
    assert all(f"{heading}:" in outcome.err for heading, _ in ROOMS.values())


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            MlsysError("no such thing", help="look elsewhere"),
            4,
            "error: no such thing\nhelp: look elsewhere\n",
        ),
        (
            OSError(28, "No space left on device", "a/b"),
            4,
            "error: `a/b`: No space left on device\nhelp: free",
        ),
        (
            PermissionError(13, "Permission denied", "a"),
            4,
            "error: `a`: Permission denied\nhelp: check the rights",
        ),
        (KeyboardInterrupt(), 130, "\nerror: interrupted\nhelp: "),
        (ZeroDivisionError("x"), 70, "error: internal error: ZeroDivisionError: x (mlsys "),
    ],
)
def test_what_becomes_of_an_exception(capsys, error, code, says):
    assert report(error) == code
    assert says in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault():
    command = f"{sys.executable} -m mlsys rules | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
    assert done.returncode == 0
    assert "Error" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("channels", ["2>&1", "2>&1 >/dev/null", ""])
def test_a_reader_that_leaves_early_stops_no_work(tmp_path, channels):
    document = Path(__file__).parents[2] / "examples/quickstart/mlsystem.yaml"
    compiling = f"{sys.executable} -m mlsys compile {document} -o {tmp_path / 'project'}"
    command = f"({compiling} {channels}) | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
    assert (done.returncode, "Exception" in done.stderr) == (exits.CLEAN, False)
    assert (tmp_path / "project/mlsystem.lock").is_file()


def test_a_reader_that_leaves_early_hides_no_finding(tmp_path):
    (tmp_path / "mlsystem.yaml").write_text("nonsense: true\n")
    command = (
        f"({sys.executable} -m mlsys validate {tmp_path}/mlsystem.yaml 2>&1) | true; exit ${{PIPESTATUS[0]}}"
    )
    assert (
        subprocess.run(["bash", "-c", command], check=False, capture_output=True).returncode == exits.FINDINGS
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_full_disk_under_standard_output_is_a_fault():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mlsys", "rules"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == exits.FAULT
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


class Stream:
    def __init__(self, tty):
        self.tty = tty

    def isatty(self):
        return self.tty


@pytest.mark.parametrize(
    ("tty", "environment", "coloured"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_terminal_and_the_environment(monkeypatch, tty, environment, coloured):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert console.use_colour(Stream(tty)) is coloured


def test_a_table_aligns_its_columns():
    table = console.table([("a", 1), ("bcd", 20)], ("name", "n"), right=(1,))
    assert table == "name   n\na      1\nbcd   20"
