"""The corpus of faulty documents: what a case is, how it is written, how it is judged.

A file of ``tests/corpus`` holds cases of one theme::

    === a key that is misspelt
    base: small
    < role: optimize
    > roll: optimize
    ? MLS001 19:12 `roll` is not a field of `metrics.pr_auc`

``<`` is a part of the base that stands there once, ``>`` what replaces it; several pairs may follow.
``|`` lines are a document in full, ``| file: parent.yaml`` starts another file beside it. ``env:`` chooses an
environment. Each ``?`` is an expected finding: code, place, beginning of the message; no other may occur.
"""

from __future__ import annotations

import datetime
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from mlsys.diagnostics import Diagnostic
from mlsys.pipeline import Options, check_source
from mlsys.syntax.load import load

CORPUS = Path(__file__).parent / "corpus"
MAIN = "mlsystem.yaml"
_TODAY = datetime.date(2026, 6, 1)
_PREFIX = 72


@dataclass(frozen=True)
class Expected:
    """A finding that must occur."""

    code: str
    place: str
    message: str
    """The beginning of the message."""

    def __str__(self) -> str:
        return f"{self.code} {self.place} {self.message}"

    def fits(self, found: Expected) -> bool:
        return (self.code, self.place) == (found.code, found.place) and found.message.startswith(self.message)


@dataclass
class Case:
    """A faulty document with its findings."""

    path: Path
    name: str
    base: str = ""
    environment: str | None = None
    edits: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    """The lines of the case without its expectations, as written."""

    @property
    def id(self) -> str:
        return f"{self.path.stem}:{self.name}"

    def documents(self) -> dict[str, str]:
        """Return the files of the case by name."""
        if not self.base:
            return self.files
        text = (CORPUS / "bases" / f"{self.base}.yaml").read_text()
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self.id}: {old!r} stands {text.count(old)} times in the base"
            text = text.replace(old, _unescaped(new))
        return {MAIN: text, **self.files}

    def judge(self, folder: Path) -> list[Expected]:
        """Return what is found in the case."""
        for name, text in self.documents().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="")
        options = Options(self.environment, every_environment=self.environment is None)
        judgement = check_source(load(folder / MAIN), options, today=_TODAY)
        return [_told(d, folder) for d in judgement.report.diagnostics]


def _told(diagnostic: Diagnostic, folder: Path) -> Expected:
    assert diagnostic.span is not None, f"{diagnostic.code} has no place: {diagnostic.message}"
    start, name = diagnostic.span.start, Path(diagnostic.span.source.name)
    file = "" if name == folder / MAIN else f"{name.relative_to(folder)}:"
    message = diagnostic.message.replace(f"{folder}/", "")
    return Expected(diagnostic.code, f"{file}{start.line}:{start.column}", message)


def cases() -> list[Case]:
    """Return all cases of the corpus."""
    return [case for path in sorted(CORPUS.glob("*.txt")) for case in read(path)]


def read(path: Path) -> list[Case]:
    """Return the cases of one file."""
    found: list[Case] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            found.append(Case(path, line[4:]))
        if found and line.startswith("? "):
            code, place, message = line[2:].split(" ", 2)
            found[-1].expected.append(Expected(code, place, message))
        elif found and line.strip():
            found[-1].head.append(line)
    for case in found:
        _parse(case)
    return found


def _parse(case: Case) -> None:
    old: list[str] = []
    new: list[str] = []
    current = MAIN
    for line in [*case.head[1:], "end"]:
        if old and not line.startswith(">") and (new or not line.startswith("<")):
            case.edits.append(("\n".join(old), "\n".join(new)))
            old, new = [], []
        mark, text = line[0], line[2:]
        if mark == "<":
            old.append(text)
        elif mark == ">":
            new.append(text)
        elif line.startswith("| file: "):
            current = line.removeprefix("| file: ")
        elif mark == "|":
            case.files[current] = case.files.get(current, "") + _unescaped(text) + "\n"
        elif line.startswith("base: "):
            case.base = line.removeprefix("base: ")
        elif line.startswith("env: "):
            case.environment = line.removeprefix("env: ")
        else:
            assert line == "end", f"{case.id}: {line!r}"
    assert case.base or case.files, f"{case.id} has no document"


def _unescaped(text: str) -> str:
    """Return ``text`` with ``<TAB>``-like names for characters that a text file should not hold."""
    for name, character in (("<TAB>", "\t"), ("<BEL>", "\a"), ("<NEL>", "\x85"), ("<CR>", "\r")):
        text = text.replace(name, character)
    return text


def update(path: Path, found: dict[str, list[Expected]]) -> None:
    """Write the expectations of the cases in ``path`` anew, as they were found."""
    comment = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            break
        comment.append(line)
    blocks = ["\n".join(comment).rstrip()]
    for case in read(path):
        lines = [*case.head]
        for finding in found.get(case.name, case.expected):
            short = textwrap.shorten(finding.message, _PREFIX, placeholder="")
            prefix = short if finding.message.startswith(short) else finding.message[:40].rstrip()
            lines.append(f"? {Expected(finding.code, finding.place, prefix)}")
        blocks.append("\n".join(lines))
    path.write_text("\n\n".join(block for block in blocks if block) + "\n", encoding="utf-8")
