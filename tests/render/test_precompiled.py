"""Templates that the build has compiled: they say what their sources say, and a stale one is never used."""

from __future__ import annotations

from pathlib import Path

import pytest

from blueprint_support import catalogue_of, make_system, write_blueprint
from mlsys import pipeline
from mlsys.blueprints import catalogue
from mlsys.judge import Options
from mlsys.render import render as rendering
from mlsys.render.compile_tree import compile_tree
from mlsys.render.precompiled import write_modules

EXAMPLE = Path(__file__).parent.parent.parent / "examples/telco-churn/mlsystem.yaml"


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("modules") / "templates"
    write_modules(folder)
    return folder


def tree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return the example's project, rendered with the modules in ``folder``."""
    monkeypatch.setattr(rendering, "templates_dir", lambda: folder)
    planned = pipeline.check(EXAMPLE, Options(project=True)).planned
    assert planned is not None
    return {path: file.read() for path, file in pipeline.generate(planned.plan).files.items()}


def test_they_render_the_same_bytes(modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tree(modules, monkeypatch) == tree(tmp_path / "missing", monkeypatch)


def test_every_template_of_a_project_is_among_them(modules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jinja2.Environment.compile", None)
    assert tree(modules, monkeypatch)


def test_the_same_modules_are_written_again(modules: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "stale.py").write_text("")
    write_modules(tmp_path / "again")
    first, second = (
        {path.name: path.read_bytes() for path in folder.glob("*.py")}
        for folder in (modules, tmp_path / "again")
    )
    assert first == second


def test_a_template_that_was_edited_since_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_blueprint(tmp_path, "edited", files={"a.txt.jinja": "{{ package }}"})
    edited = catalogue_of(folder)
    monkeypatch.setattr(catalogue, "builtin_catalogue", lambda: edited)
    write_modules(tmp_path / "modules")
    (module,) = (tmp_path / "modules").glob("*.py")
    root = "def root(context, environment=None):\n    yield 'from the module'\n"
    module.write_text(module.read_text().replace("blocks =", f"{root}\nblocks ="))
    system = make_system()
    assert rendered_trusted(system, folder, tmp_path, monkeypatch) == b"from the module"
    (folder / "template" / "a.txt.jinja").write_text("{{ package }}!")
    assert rendered_trusted(system, folder, tmp_path, monkeypatch) == b"tiny_churn!"


def test_templates_of_strangers_are_never_taken_from_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_blueprint(tmp_path, "foreign", files={"a.txt.jinja": "{{ package }}"})
    monkeypatch.setattr(catalogue, "builtin_catalogue", lambda: catalogue_of(folder))
    write_modules(tmp_path / "modules")
    for module in (tmp_path / "modules").glob("*.py"):
        module.write_text("raise SystemExit('a module ran')")
    monkeypatch.setattr(rendering, "templates_dir", lambda: tmp_path / "modules")
    assert compile_tree(make_system(), catalogue_of(folder))["a.txt"] == b"tiny_churn"


def rendered_trusted(system: object, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return the one file of the blueprint in ``folder``, rendered as a built-in one."""
    from dataclasses import replace

    from mlsys.blueprints.catalogue import Catalogue

    monkeypatch.setattr(rendering, "templates_dir", lambda: tmp_path / "modules")
    blueprints = {b.name: replace(b, builtin=True) for b in catalogue_of(folder)}
    return compile_tree(system, Catalogue(blueprints))["a.txt"]  # type: ignore[arg-type]
