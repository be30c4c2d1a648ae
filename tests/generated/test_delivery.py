"""What CI runs beside make: model store, images, deployment. GitHub, Docker and the cluster are replaced."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from generated_support import EXAMPLES, compile_to, variant

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"

RELEASES = r"""#!/bin/bash
# Releases of GitHub in a folder.
echo "gh $*" >> "$CALLS"
[[ -z ${BROKEN:-} ]] || { echo "HTTP 502" >&2; exit 1; }
case "$1 $2" in
  "release list") ls "$STORE" ;;
  "run list") echo "${SUCCESSES:-0}" ;;
  "release view") [[ -d $STORE/$3 ]] || exit 1; [[ $# -lt 4 ]] || ls -tr "$STORE/$3" ;;
  "release create") mkdir "$STORE/$3" ;;
  "release upload") cp "$4" "$STORE/$3/" ;;
  "release download") cp "$STORE/$3/$5" "$7" ;;
  "release delete-asset") rm "$STORE/$4/$5" ;;
esac
"""
TOOL = '#!/bin/bash\necho "$(basename "$0") $*" >> "$CALLS"\n'


class Runner:
    """A machine of CI with a checkout and with tools that only note how they are called."""

    def __init__(self, project: Path, root: Path, tools: Mapping[str, str]) -> None:
        self.project, self.root, self.calls = project, root, root / "calls"
        (root / "bin").mkdir()
        (root / "releases").mkdir()
        self.calls.touch()
        for name, script in tools.items():
            (root / "bin" / name).write_text(script)
            (root / "bin" / name).chmod(0o755)
        self.folder = self.checkout("first")

    def checkout(self, name: str) -> Path:
        self.folder = self.root / name
        self.folder.mkdir()
        return self.folder

    def __call__(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        given = {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
            "CALLS": str(self.calls),
            "STORE": str(self.root / "releases"),
            "GITHUB_RUN_ID": "7",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_SHA": "abc",
            "GITHUB_OUTPUT": str(self.root / "output"),
        }
        command = ["bash", str(self.project / ".github" / script), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=given | environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def runner(churn: Path, tmp_path: Path) -> Runner:
    return Runner(churn, tmp_path, {"gh": RELEASES, "docker": TOOL, "kustomize": TOOL, "kubectl": TOOL})


def test_the_champion_travels_from_run_to_run(runner: Runner) -> None:
    assert runner("model-store.sh", "fetch").returncode == 0, "the first run has no champion"
    (runner.folder / "models").mkdir()
    (runner.folder / "models" / "champion").write_text("v1")
    (runner.folder / "mlflow.db").write_text("runs")
    assert runner("model-store.sh", "save").returncode == 0
    later = runner.checkout("later")
    assert runner("model-store.sh", "fetch", SUCCESSES="1").returncode == 0
    assert (later / "models" / "champion").read_text() == "v1"
    assert (later / "mlflow.db").read_text() == "runs"


def test_no_champion_where_there_was_one_is_a_refusal(runner: Runner) -> None:
    done = runner("model-store.sh", "fetch", SUCCESSES="1")
    assert done.returncode == 1
    assert "nobody to beat" in done.stdout


def test_a_store_that_cannot_be_reached_is_not_an_empty_one(runner: Runner) -> None:
    assert runner("model-store.sh", "fetch", BROKEN="1").returncode == 1


def test_the_newest_five_stores_are_kept(runner: Runner) -> None:
    (runner.folder / "models").mkdir()
    for run in range(1, 8):
        done = runner("model-store.sh", "save", GITHUB_RUN_ID=str(run))
        assert done.returncode == 0, done.stderr
        stored = runner.root / "releases" / "model-store" / f"model-store-{run}-1.tar.gz"
        os.utime(stored, (run, run))
    left = {path.name for path in (runner.root / "releases" / "model-store").iterdir()}
    assert left == {f"model-store-{run}-1.tar.gz" for run in range(3, 8)}


def test_what_was_scanned_is_deployed_by_its_digest(churn: Path, runner: Runner) -> None:
    runner.folder = churn
    done = runner(
        "deploy.sh", "staging", KUBECONFIG_CONTENT="secret", IMAGE="r/x", SERVE="sha256:1", TRAIN="sha256:2"
    )
    assert done.returncode == 0, done.stderr
    calls = runner.calls.read_text()
    assert "kustomize edit set image r/x=r/x@sha256:1 r/x-train=r/x-train@sha256:2" in calls
    assert "kubectl apply --kustomize deploy/kubernetes/overlays/staging" in calls
    without = runner("deploy.sh", "staging", IMAGE="r/x", SERVE="sha256:1", TRAIN="sha256:2")
    assert without.returncode == 1
    assert "no secret KUBECONFIG" in without.stdout


def test_the_password_of_the_registry_is_no_argument(churn: Path, runner: Runner) -> None:
    (runner.folder / "serve.json").write_text('{"containerimage.digest": "sha256:1"}')
    (runner.folder / "train.json").write_text('{"containerimage.digest": "sha256:2"}')
    done = runner("image.sh", "push", IMAGE="r.example/x", REGISTRY_USERNAME="me", REGISTRY_PASSWORD="hidden")
    assert done.returncode == 0, done.stderr
    assert "hidden" not in runner.calls.read_text()
    assert "docker login --username me --password-stdin r.example" in runner.calls.read_text()
    assert (runner.root / "output").read_text() == "serve=sha256:1\ntrain=sha256:2\n"


def test_image_and_ci_have_one_python(churn: Path) -> None:
    (image,) = re.findall(r"ARG PYTHON=python:(\d+\.\d+)\.", (churn / "deploy" / "Dockerfile").read_text())
    pythons = re.findall(
        r'PYTHON: "(.*)"', "".join(p.read_text() for p in (churn / ".github/workflows").iterdir())
    )
    assert set(pythons) == {image}


def test_ci_installs_nothing_by_a_name_that_anybody_could_claim(churn: Path) -> None:
    workflow = yaml.safe_load((churn / ".github" / "workflows" / "ci.yml").read_text())
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert [run for run in commands if "uvx" in run] == [
        'uvx --from "$MLSYS" mlsys compile mlsystem.yaml -o . --check'
    ]
    assert workflow["jobs"]["design"]["if"] == "${{ vars.MLSYS != '' }}", (
        "the first push has nothing to install"
    )


def test_environments_are_deployed_one_after_the_other(churn: Path) -> None:
    jobs = yaml.safe_load((churn / ".github" / "workflows" / "ci.yml").read_text())["jobs"]
    assert jobs["deploy-staging"]["needs"] == ["image"]
    assert jobs["deploy-production"]["needs"] == ["image", "deploy-staging"]
    assert jobs["deploy-production"]["environment"] == "production"


@pytest.mark.parametrize(
    ("repository", "opened"),
    [
        ("https://git.example/telco/churn", "https://git.example/telco/churn/blob/HEAD/docs/runbooks/"),
        ("https://gitlab.example/churn/", "https://gitlab.example/churn/-/blob/HEAD/docs/runbooks/"),
    ],
)
def test_the_runbook_of_an_alert_opens_in_a_browser(repository: str, opened: str, tmp_path: Path) -> None:
    document = variant(CHURN, {"metadata.repository": repository}, tmp_path / "spec")
    project = compile_to(document, tmp_path / "project")
    rules = "".join(path.read_text() for path in (project / "monitoring").glob("*_rules.yml"))
    links = re.findall(r"runbook_url: (\S+)", rules)
    assert links
    assert all(link.startswith(opened) for link in links)
    assert {link.removeprefix(opened) for link in links} == {
        path.name for path in (project / "docs" / "runbooks").iterdir()
    }
