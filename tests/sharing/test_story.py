"""An organisation and two teams, by real git and a real package index, the network cut after each fetch."""

from __future__ import annotations

import datetime
import functools
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from cli.conftest import Mlsys, mlsys
from sharing.conftest import ROOT, git

__all__ = ["mlsys"]

HEAD = "apiVersion: mlsys/v1alpha2\nkind: "
PRESET = HEAD + "MLSystem\nresources: {people: 2 fte}\ninfra: {region: us-east-1}\n"
POLICY = (
    HEAD + "Policy\nmetadata: {name: baseline, version: VERSION, owner: platform, contact: p@acme.example}\n"
    "allowed: {infra.region: [REGIONS]}\n"
)
INDEX = (
    HEAD + "Index\nmetadata: {name: acme, version: VERSION, owner: platform}\n"
    "presets: {service: {description: Services.}}\n"
    "policies: {baseline: {description: Where systems run., mandatory: true}}\n"
    "blueprints: {acme-card: {description: A page.}}\n"
)
MANIFEST = (
    HEAD + 'Blueprint\nmetadata: {name: acme-card, version: VERSION}\nfiles: [{path: "**", owner: merged}]\n'
)
CARD = "# {{ project.name | md }}\n\nPAGE\n\nMore:\n"
EXCEPTION = """exceptions:
  - rule: allowed.infra.region
    system: churn
    reason: the contract of the data centre
    owner: platform
    expires: DAY
"""
ENTRY_POINTS = (
    "[mlsys.sources]\nacme = acme_ml\n\n[mlsys.blueprints]\nacme-card = acme_ml.blueprints.acme-card\n"
)
QUICK = (ROOT / "examples/quickstart/mlsystem.yaml").read_text()


class Platform:
    """Publishes each version as a tag and as a wheel in a static index."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.index = folder / "platform", folder / "index"
        self.folder.mkdir()
        (self.index / "acme-ml").mkdir(parents=True)
        git(self.folder, "init", "-q", "-b", "main")

    def publish(self, version: str, page: str, regions: str, exception: str = "") -> None:
        files = {
            "mlsys-index.yaml": INDEX,
            "CHANGELOG.md": f"# Changelog\n\n## {version}\n\n* regions {regions}\n",
            "presets/service.yaml": PRESET,
            "policies/baseline.yaml": POLICY.replace("REGIONS", regions) + exception,
            "blueprints/acme-card/blueprint.yaml": MANIFEST,
            "blueprints/acme-card/CHANGELOG.md": f"# Changelog\n\n## {version}\n\n* says {page}\n",
            "blueprints/acme-card/template/CARD.md.jinja": CARD.replace("PAGE", page),
        }
        for path, text in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("VERSION", version))
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", version)
        git(self.folder, "tag", f"v{version}")
        self._wheel(version, list(files))

    def _wheel(self, version: str, files: list[str]) -> None:
        name = f"acme_ml-{version}"
        place = self.index / f"acme-ml/{name}-py3-none-any.whl"
        with zipfile.ZipFile(place, "w") as wheel:
            for path in files:
                wheel.write(self.folder / path, f"acme_ml/{path}")
            about = {
                "METADATA": f"Metadata-Version: 2.1\nName: acme-ml\nVersion: {version}\n",
                "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                "entry_points.txt": ENTRY_POINTS,
                "RECORD": "",
            }
            for path, text in about.items():
                wheel.writestr(f"{name}.dist-info/{path}", text)
        links = "".join(f'<a href="{w.name}">{w.name}</a>\n' for w in sorted(place.parent.glob("*.whl")))
        (place.parent / "index.html").write_text(f"<!doctype html>\n{links}")


class Network:
    """The way to the platform team: its repository at its place, and its index behind a server."""

    def __init__(self, platform: Platform) -> None:
        self._platform, self._away = platform, platform.folder.with_name("unreachable")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._server: subprocess.Popen[bytes] | None = None
        self.is_up = False

    def __enter__(self) -> Network:
        if self._away.exists():
            self._away.rename(self._platform.folder)
        command = [sys.executable, "-m", "http.server", str(self.port), "--bind", "127.0.0.1"]
        self._server = subprocess.Popen(command, cwd=self._platform.index, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    self.is_up = True
                    return self
            time.sleep(0.1)
        raise AssertionError("the index does not answer")

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self.is_up = False
        self._server.terminate()
        self._server.wait()
        self._platform.folder.rename(self._away)


@functools.cache
def without_network() -> tuple[str, ...]:
    """Return what a program is run behind, so that it reaches nothing."""
    cut = ("unshare", "--map-root-user", "--net")
    found = shutil.which(cut[0]) is not None and not subprocess.run([*cut, "true"], check=False).returncode
    return cut if found else ()


class Team:
    """A product team; its commits are held to what `mlsys validate` finds in them."""

    def __init__(
        self, folder: Path, name: str, command: Mlsys, patch: pytest.MonkeyPatch, network: Network
    ) -> None:
        self._command, self._patch, self._network = command, patch, network
        self.folder, self.installed = folder / name, folder / f"{name}-packages"
        self.folder.mkdir()
        git(self.folder, "init", "-q", "-b", "main")
        self._environment = {
            "MLSYS_CACHE_DIR": str(folder / f"{name}-store"),
            "COOKIECUTTER_CONFIG": str(folder / "cookiecutter.yaml"),
            "https_proxy": "http://127.0.0.1:9",
        }
        (folder / "cookiecutter.yaml").write_text("{}\n")
        document = QUICK.replace("name: quick-churn", f"name: {name}").replace(
            "  source: {path: data/telco_churn.csv}\n", ""
        )
        (self.folder / "mlsystem.yaml").write_text(document + "extends: [acme://presets/service@^1]\n")
        hook = self.folder / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mlsys.cli.hook validate\n')
        hook.chmod(0o755)

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Run a command: with the network where there is one, else where no interface leads anywhere."""
        if not self._network.is_up:
            run = self._cut_off(sys.executable, "-m", "mlsys", *arguments)
            assert run.returncode == code, run.stdout + run.stderr
            return run.stdout + run.stderr
        self._patch.chdir(self.folder)
        for name, value in self._environment.items():
            self._patch.setenv(name, value)
        outcome = self._command(*arguments)
        assert outcome.code == code, outcome.text
        return outcome.text

    def _cut_off(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program in a network namespace without any interface; where there are none, as it is.

        There the way to the platform team is cut only by its repository and its index being gone.
        """
        return subprocess.run(
            [*without_network(), *command], cwd=self.folder,
            env={**os.environ, **self._environment, "PYTHONPATH": str(self.installed)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def install(self, version: str, network: Network) -> None:
        index = f"http://127.0.0.1:{network.port}"
        command = [
            "uv",
            "pip",
            "install",
            "-q",
            "--no-config",
            "--index-url",
            index,
            "--refresh",
            "--no-cache",
        ]
        subprocess.run(
            [
                *command,
                "--python",
                sys.executable,
                "--target",
                str(self.installed),
                "--upgrade",
                f"acme-ml=={version}",
            ],
            check=True,
        )
        self._patch.syspath_prepend(str(self.installed))

    def commit(self, message: str) -> subprocess.CompletedProcess[str]:
        git(self.folder, "add", "-A")
        return self._cut_off(
            "git", "-c", "user.name=t", "-c", "user.email=t@acme.example", "commit", "-q", "-m", message
        )

    def region(self, region: str) -> None:
        with (self.folder / "mlsystem.yaml").open("a") as file:
            file.write(f"infra: {{region: {region}}}\n")

    @property
    def card(self) -> str:
        return (self.folder / "CARD.md").read_text()


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return Platform(tmp_path)


@pytest.mark.slow
def test_a_version_is_published_taken_over_broken_excepted_and_expires(
    tmp_path: Path, platform: Platform, mlsys: Mlsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(platform)
    churn, prices = (Team(tmp_path, name, mlsys, monkeypatch, network) for name in ("churn", "prices"))
    platform.publish("1.0.0", "Version one.", '"eu-*", "us-*"')
    with network:
        churn("source", "add", platform.folder.as_uri(), "--version", "^1")
        churn("blueprint", "add", "acme://blueprints/acme-card")
        prices.install("1.0.0", network)
        prices("source", "add", "package:acme-ml")
        prices("blueprint", "add", "package:acme-ml")
    for team in (churn, prices):
        team("compile", "-o", ".")
        assert "Version one." in team.card
        assert team.commit("first").returncode == 0
    (churn.folder / "CARD.md").write_text(churn.card + "Our own words.\n")
    assert churn.commit("words").returncode == 0

    with network:
        platform.publish("1.1.0", "Version two.", '"eu-*"')
        prices.install("1.1.0", network)
        for team in (churn, prices):
            assert "says Version two." in team("blueprint", "update", "acme-card")
    for team in (churn, prices):
        assert "CARD.md" in team("plan", code=3)
        assert "Version one." in team.card, "nothing is taken over unasked"

    with network:
        for team in (churn, prices):
            assert "regions" in team("source", "update", "acme")
    for team in (churn, prices):
        refused = team.commit("over the policy")
        assert refused.returncode != 0
        assert (
            "error[MLS047]: policy `baseline`: `us-east-1` is not allowed" in refused.stdout + refused.stderr
        )
        assert "ask p@acme.example for an exception" in refused.stdout + refused.stderr

    prices.region("eu-west-1")
    prices("compile", "-o", ".", "--allow-dirty")
    assert prices.commit("in Europe").returncode == 0

    today = datetime.date.today()
    granted, expired = (EXCEPTION.replace("DAY", str(today + datetime.timedelta(days))) for days in (90, -2))
    with network:
        platform.publish("1.2.0", "Version two.", '"eu-*"', granted)
        churn("source", "update")
    assert "the contract of the data centre" in churn("validate", "--verbose")
    churn("compile", "-o", ".", "--allow-dirty")
    assert "Version two." in churn.card
    assert churn.card.endswith("Our own words.\n")
    assert churn.commit("with leave").returncode == 0

    with network:
        platform.publish("1.3.0", "Version two.", '"eu-*"', expired)
        churn("source", "update")
    refused = churn.commit("without leave")
    assert refused.returncode != 0
    assert "the exception that platform granted expired on" in refused.stdout + refused.stderr
    churn.region("eu-central-1")
    churn("compile", "-o", ".", "--allow-dirty")
    assert churn.commit("in Europe, too").returncode == 0

    shutil.rmtree(churn.folder / "docs", ignore_errors=True)
    churn("source", "vendor")
    churn("blueprint", "vendor")
    shutil.rmtree(tmp_path / "churn-store")
    churn("validate")
    churn("compile", "-o", ".", "--allow-dirty")
