"""`mlsys blueprint new` and `test`: a new blueprint passes, and each mistake that an author makes is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Mlsys, mlsys
from mlsys.testing import Problem, cases_of, check_blueprint, run_cases

__all__ = ["mlsys"]
ROOT = Path(__file__).resolve().parents[2]
PAGE = "template/docs/acme-notes.md.jinja"


@pytest.fixture
def notes(tmp_path: Path, mlsys: Mlsys, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = mlsys("blueprint", "new", "acme-notes")
    assert made.code == 0, made.text
    return tmp_path / "acme-notes"


def test_a_new_blueprint_passes_its_tests_and_compiles_into_a_project(notes: Path, mlsys: Mlsys) -> None:
    passed = mlsys("blueprint", "test", "acme-notes")
    assert (passed.code, passed.out) == (0, "acme-notes: passed, 1 case\n")
    case = notes / "tests/cases/smallest.yaml"
    assert mlsys("blueprint", "add", "acme-notes").code == 0
    assert mlsys("compile", case, "-o", "out").code == 0
    assert "Predicts which customers leave." in Path("out/docs/acme-notes.md").read_text()


def test_what_is_there_or_has_no_name_is_refused(notes: Path, mlsys: Mlsys) -> None:
    assert "exists already" in mlsys("blueprint", "new", "acme-notes").err
    assert mlsys("blueprint", "new", "Acme").code == 2
    assert "the compiler has a blueprint `docs`" in mlsys("blueprint", "new", "docs").err
    assert mlsys("blueprint", "test", ".").code == 4


def append(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text((file.read_text() if file.exists() else "") + text)

    return change


def replace(path: str, before: str, after: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text()
        assert before in text
        (folder / path).write_text(text.replace(before, after))

    return change


MANIFEST = "blueprint.yaml"
UNSEEN = "  - {claim: task, by: docs/acme-notes.md, kind: doc, when: stage == 'production'}\n"
BESIDE = [
    (replace(MANIFEST, "metadata.desc", "metadata.decs"), "claims", MANIFEST, "`decsription`"),
    (
        replace(MANIFEST, "docs/acme-notes.md,", '"docs/acme-notes.md#Absent",'),
        "claims",
        MANIFEST,
        "does not hold `Absent`",
    ),
    (append(MANIFEST, UNSEEN), "claims", MANIFEST, "no case shows the promise about `task`"),
    (append(PAGE, "{% if stage == 'no' %}{{ projct }}{% endif %}\n"), "variables", f"{PAGE}:6", "`projct`"),
    (append("macros/x.jinja", "{% macro m() %}x{% endmacro %}\n"), "unused", "macros/x.jinja", "imports"),
    (append(PAGE, "{{ spec.data.label.column }}\n"), "escaping", "smallest.yaml", "unescaped"),
    (append(PAGE, "{{ artefacts | join('') }}\n"), "determinism", "smallest.yaml", "another process"),
    (append(PAGE, "more\n"), "snapshot", "snapshots/smallest.txt", "renders otherwise"),
]
ALONE = [
    (replace(MANIFEST, "owner: merged", "owner: megred"), "manifest", "blueprint.yaml:7", "megred"),
    (replace(MANIFEST, "docs/acme", "docs/ecma"), "case", "smallest.yaml", "no blueprint generates"),
    (replace(MANIFEST, "'binary'", "'regression'"), "case", "smallest.yaml", "does not apply"),
    (replace(MANIFEST, ">=0.1", ">=7"), "case", "smallest.yaml", "needs mlsys >=7"),
    (append(PAGE, "{% if stage == 'no' %}{% endfor %}\n"), "variables", f"{PAGE}:6", "endfor"),
    (append(PAGE, "{{ stage | shout }}\n"), "variables", f"{PAGE}:6", "shout"),
    (append(PAGE, "{{ spec.metadata.nmae }}\n"), "case", "smallest.yaml", f"{PAGE}:6"),
    (append(PAGE, "{{ spec.data.label.column | py }}\n"), "case", "smallest.yaml", "prints python into"),
]


@pytest.mark.parametrize(("mistake", "check", "place", "message"), ALONE, ids=[each[3] for each in ALONE])
def test_a_mistake_that_stops_a_case_is_told_at_its_place(
    notes: Path, mistake: Callable[[Path], None], check: str, place: str, message: str
) -> None:
    mistake(notes)
    _told(check_blueprint(notes), check, place, message)


@pytest.mark.slow
def test_other_mistakes_are_told_together(notes: Path) -> None:
    for mistake, *_ in BESIDE:
        mistake(notes)
    found = check_blueprint(notes)
    for _, check, place, message in BESIDE:
        _told(found, check, place, message)
    assert len(found) == len(BESIDE)


def _told(found: tuple[Problem, ...], check: str, place: str, message: str) -> None:
    told = [problem for problem in found if problem.check == check]
    assert any(place in problem.place and message in problem.message for problem in told), found


def test_files_that_no_case_generates_are_told(notes: Path, mlsys: Mlsys) -> None:
    append("template/extra.txt", "x\n")(notes)
    rule = "  - {path: extra.txt, owner: merged, when: stage == 'production'}\nenforces"
    replace(MANIFEST, "enforces", rule)(notes)
    told = mlsys("blueprint", "test", "acme-notes")
    assert told.code == 1
    assert "template/extra.txt: no case generates it [unused]" in told.out


@pytest.mark.slow
def test_a_change_is_shown_and_accepted(notes: Path, mlsys: Mlsys) -> None:
    append(PAGE, "more\n")(notes)
    told = mlsys("blueprint", "test", "acme-notes")
    assert told.code == 1
    assert "+more" in told.out
    assert mlsys("blueprint", "test", "acme-notes", "--update").code == 0
    assert mlsys("blueprint", "test", "acme-notes").code == 0
    (notes / "tests/snapshots/smallest.txt").unlink()
    assert "the case has no snapshot" in mlsys("blueprint", "test", "acme-notes").out


def test_a_case_is_rendered_and_written_in_tests_of_the_author(notes: Path, tmp_path: Path) -> None:
    (case,) = cases_of(notes)
    assert str(case) == "smallest"
    assert list(case.render()) == ["docs/acme-notes.md"]
    assert "Makefile" in case.project()
    case.write(tmp_path / "project")
    assert (tmp_path / "project/docs/acme-notes.md").read_bytes() == case.render()["docs/acme-notes.md"]


def test_a_blueprint_without_cases_is_not_sound(notes: Path) -> None:
    (notes / "tests/cases/smallest.yaml").unlink()
    assert [problem.check for problem in check_blueprint(notes)] == ["case"]


def test_targets_of_the_projects_are_run_and_the_first_that_fails_is_told(notes: Path) -> None:
    assert run_cases(notes, ["help"]) == ()
    (failed,) = run_cases(notes, ["help", "nonsense", "never"])
    assert (failed.check, Path(failed.place).name) == ("run", "smallest.yaml")
    assert "`make nonsense` ends with 2" in failed.message
    assert "nonsense" in failed.difference


@pytest.mark.slow
@pytest.mark.long
def test_the_project_of_a_case_is_installed_trained_and_tested(notes: Path, mlsys: Mlsys) -> None:
    data = notes / "tests/cases/data/customers.csv"
    data.parent.mkdir()
    shutil.copy(ROOT / "examples/quickstart/data/telco_churn.csv", data)
    case = notes / "tests/cases/smallest.yaml"
    case.write_text(case.read_text().replace("data:\n", "data:\n  source: {path: data/customers.csv}\n"))
    targets = [word for name in ("setup", "train", "test") for word in ("--run", name)]
    passed = mlsys("blueprint", "test", "acme-notes", *targets)
    assert (passed.code, passed.out) == (0, "acme-notes: passed, 1 case\n"), passed.text
