"""The wheel: built from the sdist, complete, and of use in an environment with nothing else in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from mlsys import __version__

pytestmark = [pytest.mark.slow, pytest.mark.alone]

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {"numpy", "pandas", "polars", "scikit-learn", "lightgbm", "mlflow", "torch", "onnx"}


def run(*command, cwd=ROOT):
    done = subprocess.run(
        [str(part) for part in command], check=False, cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", folder, ROOT)
    (path,) = folder.glob("*.tar.gz")
    return path


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", source)
    (path,) = (folder / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of a fresh environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("clean")
    if (
        shutil.which("uv")
        and not subprocess.run(["uv", "--version"], check=False, capture_output=True).returncode
    ):
        run("uv", "venv", "--quiet", "--python", sys.executable, folder / "venv")
        run("uv", "pip", "install", "--quiet", "--python", folder / "venv/bin/python", wheel)
    else:
        venv.create(folder / "venv", with_pip=True)
        run(folder / "venv/bin/python", "-m", "pip", "install", "--quiet", wheel)
    return folder / "venv/bin"


@pytest.mark.parametrize("folder", ["blueprints", "schemas"])
def test_what_git_knows_is_what_the_wheel_ships(wheel, folder):
    listed = set(run("git", "ls-files", "-z", folder).split("\0")) - {""}
    with zipfile.ZipFile(wheel) as archive:
        prefix = f"mlsys/_data/{folder}/"
        shipped = {
            name.removeprefix("mlsys/_data/") for name in archive.namelist() if name.startswith(prefix)
        }
    assert shipped == listed


def test_every_module_is_in_the_wheel(wheel):
    listed = {name.removeprefix("compiler/") for name in run("git", "ls-files", "compiler").split()}
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.startswith("mlsys/") and "/_data/" not in name}
    assert listed <= shipped


def test_the_wheel_names_its_licence_and_no_heavy_requirement(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())
    assert "License-Expression: Apache-2.0" in metadata
    required = {
        line.split()[1].partition(">")[0]
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist")
    }
    assert not required & FORBIDDEN


def test_the_installed_command_compiles_the_example(installed, tmp_path):
    assert run(installed / "mlsys", "--version") == f"mlsys {__version__}\n"
    shutil.copytree(ROOT / "examples/telco-churn", tmp_path / "example")
    run(installed / "mlsys", "validate", "example/mlsystem.yaml", cwd=tmp_path)
    run(installed / "mlsys", "compile", "example/mlsystem.yaml", "-o", "project", cwd=tmp_path)
    run(installed / "mlsys", "compile", "example/mlsystem.yaml", "-o", "project", "--check", cwd=tmp_path)
    run(sys.executable, "-m", "mlsys", "compile", "example/mlsystem.yaml", "-o", "here", cwd=tmp_path)
    difference = subprocess.run(
        ["diff", "-r", tmp_path / "project", tmp_path / "here"], check=False, capture_output=True
    )
    assert difference.stdout.decode() == ""


def test_the_installed_command_has_its_schemas_and_blueprints(installed, tmp_path):
    assert '"$schema"' in run(installed / "mlsys", "schema", cwd=tmp_path)
    assert "base" in run(installed / "mlsys", "blueprint", "list", cwd=tmp_path)
