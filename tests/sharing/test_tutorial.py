"""The tutorial on sharing, walked as it is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sharing.conftest import ROOT

PAGE = ROOT / "docs/tutorials/share-blueprints.md"
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PLACE = 'printf \'\\n%s\' "$PWD" > "$PLACE"'


def steps() -> Iterator[tuple[str, str, str]]:
    """Yield what the page has a reader do: kind, command or path, and what is printed or written."""
    for language, title, body in FENCE.findall(PAGE.read_text()):
        if title:
            yield "file", title, body
        elif language == "console":
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield "command", command, output


class Reader:
    """Does what the page says, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        mark = folder / "place"
        identity = {
            f"GIT_{who}_{what}": "a@acme.example"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        self._environment = {
            **os.environ, **identity, "PLACE": str(mark), "MLSYS_CACHE_DIR": str(folder / "store"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1",
            "COOKIECUTTER_CONFIG": str(folder / "cookiecutter.yaml"), "COLUMNS": "200",
        }  # fmt: skip
        (folder / "cookiecutter.yaml").write_text("{}\n")
        self._mark = mark

    def run(self, command: str, printed: str) -> None:
        made = subprocess.run(
            ["bash", "-c", f"{command}\ncode=$?\n{PLACE}\nexit $code"],
            cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = made.stdout + made.stderr
        fails = "error[" in printed or "problem" in printed
        assert (made.returncode != 0) == fails, f"$ {command}\n{said}"
        for line in printed.splitlines():
            pattern = ".*".join(map(re.escape, line.split("…")))
            assert re.search(rf"^.*{pattern}.*$", said, re.MULTILINE), f"$ {command}\n{line}\nnot in\n{said}"
        self.folder = Path(self._mark.read_text().strip())


@pytest.mark.slow
def test_the_tutorial_does_what_it_prints(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    done = 0
    for kind, what, text in steps():
        if kind == "command":
            reader.run(what, text)
        else:
            (reader.folder / what).parent.mkdir(parents=True, exist_ok=True)
            (reader.folder / what).write_text(text)
        done += 1
    assert done > 30
