"""What is compared with what, and the target of each comparison."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import Command

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SPEC = ROOT / "examples/telco-churn/mlsystem.yaml"
SCHEMA = ROOT / "schemas/mlsystem.schema.json"
PACKAGE = "telco_churn"
MANY = 1000
FLEET = 8000


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    title: str
    ours: Command
    peer: Command
    target: float
    """The greatest ratio of processor time that meets the target."""
    files: tuple[int, int] = (1, 1)
    """How many files ours and the peer's run write or check; the ratio is per file."""
    rounds: int | None = None
    """The greatest number of rounds, for commands that take minutes."""


def cases(scratch: Path, group: str | None = None) -> Iterator[Case]:
    """Yield the cases of one group, or all; what a case needs is prepared in ``scratch`` just before."""
    workshop = Workshop(scratch)
    for name, prepare in GROUPS.items():
        if group in (None, name):
            yield from prepare(workshop)


class Workshop:
    """The folders and commands that the cases share."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.environment = {
            "HOME": str(scratch / "home"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_GLOBAL": str(scratch / "gitconfig"),
        }
        (scratch / "home").mkdir()
        (scratch / "gitconfig").write_text("[user]\nname = bench\nemail = bench@example.invalid\n")
        self.floor = self.command("python -c pass", sys.executable, "-c", "pass")

    def command(
        self,
        name: str,
        program: str,
        *arguments: str | Path,
        prepare: Callable[[], object] = lambda: None,
        accept: tuple[int, ...] = (0,),
    ) -> Command:
        """Return a command of the virtual environment that runs in the scratch folder."""
        path = program if Path(program).is_absolute() else BIN / program
        return Command(name, [path, *arguments], self.scratch, self.environment, prepare, accept)

    def remove(self, *names: str) -> None:
        """Remove folders of the scratch folder."""
        for name in names:
            shutil.rmtree(self.scratch / name, ignore_errors=True)

    def compile(self, folder: str) -> Path:
        """Compile the example into ``folder``, unmeasured."""
        self.command("mlsys compile", "mlsys", "compile", SPEC, "-o", folder).run()
        return self.scratch / folder


def _start_up(w: Workshop) -> Iterator[Case]:
    ours = w.command("mlsys --version", "mlsys", "--version")
    yield Case("start-up", ours, w.floor, 3.0)
    yield Case("overview", w.command("mlsys --help", "mlsys", "--help"), w.floor, 3.0)
    for peer in ("cookiecutter", "copier", "check-jsonschema"):
        yield Case("start-up", ours, w.command(f"{peer} --version", peer, "--version"), 1.0)


def _validate(w: Workshop) -> Iterator[Case]:
    ours = w.command("mlsys validate", "mlsys", "validate", SPEC)
    peer = w.command("check-jsonschema", "check-jsonschema", "--schemafile", SCHEMA, SPEC)
    yield Case("validate a file of 220 lines", ours, peer, 1.0)


def _compile(w: Workshop) -> Iterator[Case]:
    tree = w.compile("tree")
    count = len(peers.files_of(tree))
    template = peers.cookiecutter_template(tree, w.scratch / "cookiecutter-template", PACKAGE)
    fresh = w.command(
        "mlsys compile, first", "mlsys", "compile", SPEC, "-o", "ours", prepare=partial(w.remove, "ours")
    )  # fmt: skip
    cookiecutter = w.command(
        "cookiecutter", "cookiecutter", "--no-input", template, prepare=partial(w.remove, "project")
    )  # fmt: skip
    yield Case(f"generate {count} files", fresh, cookiecutter, 1.0, (count, count))
    yield from _recompile(w, tree)


def _recompile(w: Workshop, tree: Path) -> Iterator[Case]:
    template = peers.copier_template(tree, w.scratch / "copier-template", PACKAGE)
    project = w.scratch / "copied"
    subprocess.run(
        [BIN / "copier", "copy", "--defaults", "--quiet", str(template), str(project)],
        check=True,
        cwd=w.scratch,
    )
    peers.commit_all(project, "generated")
    w.compile("kept")
    again = w.command("mlsys compile, no change", "mlsys", "compile", SPEC, "-o", "kept")
    update = w.command("copier update, no change", "copier", "update", "--defaults", "--quiet", project)
    yield Case("update without a change", again, update, 1 / 6)
    yield _edited(w, template, project)


def _edited(w: Workshop, template: Path, project: Path) -> Case:
    """Return the case of an update in which the same files changed for both, and the user's file did too."""
    edited = w.scratch / "edited"
    edited.mkdir()
    shutil.copytree(SPEC.parent / "data", edited / "data")
    text = SPEC.read_text()
    changed = text.replace("threshold: 100ms", "threshold: 110ms")
    document = edited / "mlsystem.yaml"
    document.write_text(changed)
    w.command("mlsys compile", "mlsys", "compile", document, "-o", "changed").run()

    def ours() -> None:
        w.remove("edited/out")
        document.write_text(text)
        w.command("mlsys compile", "mlsys", "compile", document, "-o", "edited/out").run()
        with (edited / "out/.gitignore").open("a") as file:
            file.write("/notes/\n")
        document.write_text(changed)

    def theirs() -> None:
        peers.git(project, "reset", "--hard", "--quiet", "generated")
        with (project / ".gitignore").open("a") as file:
            file.write("/notes/\n")
        peers.git(project, "commit", "--all", "--quiet", "--message", "edit")

    peers.change_template(template, w.scratch / "changed", PACKAGE, "v2")
    peers.git(project, "tag", "generated")
    return Case(
        "update with edits on both sides",
        w.command("mlsys compile", "mlsys", "compile", document, "-o", "edited/out", prepare=ours),
        w.command("copier update", "copier", "update", "--defaults", "--quiet", project, prepare=theirs),
        1 / 5,
    )


def _many(w: Workshop) -> Iterator[Case]:
    files = _documents(w.scratch / "many", MANY)
    few = files[:: MANY // 50]
    ours = w.command("mlsys validate", "mlsys", "validate", *files, accept=(0, 1))
    jobs = w.command("mlsys validate --jobs 0", "mlsys", "validate", "--jobs", "0", *files, accept=(0, 1))
    peer = w.command("check-jsonschema", "check-jsonschema", "--schemafile", SCHEMA, *few)
    share = (MANY, len(few))
    yield Case(f"validate {MANY} different files", ours, peer, 1.0, share, rounds=1)
    yield Case(f"validate {MANY} different files", jobs, peer, 1.0, share, rounds=1)


def _fleet(w: Workshop) -> Iterator[Case]:
    files = _documents(w.scratch / "thousand", MANY)
    folder = w.scratch / "fleet"
    _documents(folder, FLEET)
    fleet = w.command("mlsys fleet", "mlsys", "fleet", "--format", "json", folder, accept=(0, 1))
    peer = w.command("mlsys validate", "mlsys", "validate", *files, accept=(0, 1))
    yield Case(f"judge a fleet of {FLEET}", fleet, peer, 1.0, (FLEET, MANY), rounds=1)


def _documents(folder: Path, count: int) -> list[Path]:
    """Write so many documents that differ, with their data, into ``folder``."""
    folder.mkdir()
    shutil.copytree(SPEC.parent / "data", folder / "data")
    files = [folder / f"mlsystem.{number:04}.yaml" for number in range(count)]
    for number, path in enumerate(files):
        path.write_text(_different(SPEC.read_text(), number))
    return files


def _different(text: str, number: int) -> str:
    """Return the example as another team would have written it: other names, numbers, features, gates."""
    choose = random.Random(number)
    features = [line for line in text.split("\n") if "source: crm}" in line and "values" in line]
    text = "\n".join(
        line for line in text.split("\n") if line not in choose.sample(features, number % len(features))
    )
    for old, new in (
        ("name: telco-churn\n", f"name: system-{number}\n"),
        ("rows: 7043", f"rows: {choose.randrange(5_000, 5_000_000)}"),
        ("threshold: 100ms", f"threshold: {choose.randrange(60, 400)}ms"),
        ("prevalence: 26.5%", f"prevalence: {choose.randrange(5, 45)}%"),
        ("now: 200k/d", f"now: {choose.randrange(10, 900)}k/d"),
        ("seed: 20240613}", f"seed: {number}}}"),
    ):
        text = text.replace(old, new, 1)
    return text


GROUPS = {"start-up": _start_up, "validate": _validate, "compile": _compile, "many": _many, "fleet": _fleet}
"""What can be measured by itself."""
