"""Documents of earlier versions of the language: understood as they are, and rewritten to mean the same."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from corpus_support import MAIN, Case, cases
from mlsys.cli import exits
from mlsys.cli.app import run
from mlsys.diagnostics import Diagnostic
from mlsys.pipeline import Options, check_source
from mlsys.source import SourceFile
from mlsys.spec.fields import API_VERSION
from mlsys.spec.upgrade.apply import upgrade
from mlsys.spec.upgrade.steps import STEPS, Convert, Edit, Move, Rename, Step
from mlsys.spec.upgrade.tree import upgraded
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 6, 1)
SOUND = sorted(
    path
    for pattern in (
        "examples/*/mlsystem.yaml",
        "examples/org/*/*.yaml",
        "tests/honest/*/*.yaml",
        "tests/rules/bases/*.yaml",
        "tests/corpus/bases/*.yaml",
        "blueprints/*/tests/cases/*.yaml",
        "blueprints/*/blueprint.yaml",
    )
    for path in ROOT.glob(pattern)
    if "apiVersion" in path.read_text()
)


def old_spelling(text: str) -> str:
    """Return a quantity as `v1alpha1` spelt it."""
    text = re.sub(r"(?<=[0-9 ])min\Z", "m", text)
    return re.sub(r"/( ?)([dw])(?=\.\.|\Z)", lambda m: f"/{m[1]}{'day' if m[2] == 'd' else 'week'}", text)


def undone(edit: Edit) -> Edit:
    match edit:
        case Rename():
            return Rename((*edit.route[:-1], edit.name), edit.route[-1], edit.where)
        case Move():
            return Move(edit.to, edit.route)
        case Convert():
            return Convert(edit.routes, old_spelling)


BACK = tuple(Step(step.new, step.old, tuple(map(undone, reversed(step.edits)))) for step in reversed(STEPS))


def aged(text: str) -> str:
    """Return a document as the first version of the language had it."""
    outcome = upgrade(SourceFile(MAIN, text), BACK, STEPS[0].old)
    assert not outcome.left
    return outcome.text


def renewed(text: str) -> str:
    outcome = upgrade(SourceFile(MAIN, text), STEPS, API_VERSION)
    assert not outcome.left
    return outcome.text


def findings(text: str, folder: Path, environment: str | None = None) -> Counter[tuple[object, ...]]:
    """Return what is found in a document, by line: a word of another length moves what follows it there."""
    source = SourceFile(str(folder / MAIN), text)
    report = check_source(source, Options(environment=environment), today=TODAY).report
    return Counter(map(_identity, (d for d in report.diagnostics if d.code != "MLS049")))


def _identity(finding: Diagnostic) -> tuple[object, ...]:
    span = finding.span
    place = (span.source.name, span.start.line) if span is not None else ()
    return finding.code, finding.severity, place, finding.route, finding.message


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[pytest.mark.slow] * (number % 4 != 0)) for number, path in enumerate(SOUND)],
    ids=[str(path.relative_to(ROOT)) for path in SOUND],
)
def test_a_document_that_was_old_comes_back_as_it_is(path: Path) -> None:
    new = path.read_text()
    old = aged(new)
    assert f"apiVersion: {STEPS[0].old}" in old
    assert renewed(old) == new
    tree = read(SourceFile(MAIN, old)).value
    assert tree is not None
    assert to_plain(upgraded(tree, STEPS)) == to_plain(read(SourceFile(MAIN, new)).value)  # type: ignore[arg-type]


def _that_can_be_old() -> Iterator[tuple[Case, str]]:
    for case in cases():
        text = case.documents()[MAIN]
        tree = read(SourceFile(MAIN, text)).value
        plain = None if tree is None else to_plain(tree)
        if isinstance(plain, dict) and plain.get("apiVersion") == API_VERSION:
            yield case, text


@pytest.mark.parametrize(
    "of", [pytest.param(96, id="some"), pytest.param(1, id="all", marks=[pytest.mark.slow, pytest.mark.long])]
)
def test_migrating_a_faulty_document_changes_none_of_its_findings(of: int, tmp_path: Path) -> None:
    told = 0
    for number, (case, text) in enumerate(islice(_that_can_be_old(), 0, None, of)):
        folder = tmp_path / str(number)
        for name, content in case.documents().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
        old = aged(text)
        before = findings(old, folder, case.environment)
        after = findings(renewed(old), folder, case.environment)
        assert before == after, case.id
        told += len(before)
    assert told > 500 / of


OLD = """\
apiVersion: mlsys/v1alpha1
kind: MLSystem
metadata: {name: churn, stage: prototype}
requirements:
  reliability:
    slos:
      latency: {sli: latency, threshold: 5 m, objective: 99.9%, window: 30d}
  scalability:
    traffic: {now: 10k/day, expected: "1M/day..10 M / week"}   # a comment
infra:
  cost: {max: 2k USD/week}
"""


def test_a_value_keeps_its_notation_and_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / MAIN
    path.write_text(OLD)
    assert run(["migrate", str(path)]) == exits.CLEAN
    assert "requirements.scalability.traffic.now: 10k/day → 10k/d" in capsys.readouterr().out
    text = path.read_text()
    assert "threshold: 5 min," in text
    assert 'traffic: {now: 10k/d, expected: "1M/d..10 M / w"}   # a comment' in text
    assert "max: 2k USD/w}" in text


def test_an_old_document_is_understood_and_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / MAIN
    path.write_text(aged((ROOT / "tests/corpus/bases/grown.yaml").read_text()))
    assert "15m\n" in path.read_text()
    assert run(["validate", str(path)]) == exits.CLEAN
    out = capsys.readouterr().out
    assert out.count("[MLS") == 2, "beside the data file, which is not there"
    assert "note[MLS049]: the document is written in `mlsys/v1alpha1`" in out
    assert f"mlsys migrate {path}" in out
    assert run(["migrate", str(path)]) == exits.CLEAN
    capsys.readouterr()
    assert run(["validate", str(path)]) == exits.CLEAN
    assert "MLS049" not in capsys.readouterr().out


def test_a_document_that_mixes_versions_points_at_the_text_as_it_is(tmp_path: Path) -> None:
    """A parent of the first version under a child of the current one: each keeps the places of its text."""
    (tmp_path / "parent.yaml").write_text(
        "apiVersion: mlsys/v1alpha1\nkind: MLSystem\ndata:\n  refresh: 15m\n  licence: 7\n"
    )
    text = (ROOT / "tests/corpus/bases/small.yaml").read_text()
    text = text.replace("kind: MLSystem\n", "kind: MLSystem\nextends: [parent.yaml]\n")
    report = check_source(SourceFile(str(tmp_path / MAIN), text), today=TODAY).report
    found = {
        (d.code, d.span.start.line) for d in report.diagnostics if d.span and "parent" in d.span.source.name
    }
    assert found == {("MLS049", 1), ("MLS003", 5)}


STEP = Step(
    "mlsys/v1alpha1",
    "mlsys/v1alpha2",
    (
        Convert((("data", "features", "*", "freshness"),), lambda text: text.replace("m", "min")),
        Rename(("infra", "target"), "platform"),
        Rename(("task", "k"), "n_clusters", where=("type", "clustering")),
        Move(("data", "features", "*", "freshness"), ("data", "features", "*", "age")),
    ),
)
POLICY = """\
apiVersion: mlsys/v1alpha1
kind: Policy
applies: infra.target == 'kubernetes' and declared('infra.target') # about clusters
floors: {"data.features.*.freshness": 5m}
allowed: {infra.target: [kubernetes]}
required: [infra.target, infra.targets]
rules:
  - {id: a, require: "data.features['x y'].freshness and my.infra.target", at: "infra.target"}
exceptions:
  - {rule: allowed.infra.target, system: a}
"""
BLUEPRINT = """\
apiVersion: mlsys/v1alpha1
kind: Blueprint
when: >-
  infra.target == 'batch'
files:
  - {path: a, owner: managed, when: infra.target}
enforces:
  - claim: [infra.target, data.features.a.freshness]
  - claim: infra.target
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            POLICY,
            {
                "applies": "infra.platform == 'kubernetes' and declared('infra.platform')",
                "floors": {"data.features.*.age": "5min"},
                "allowed": {"infra.platform": ["kubernetes"]},
                "required": ["infra.platform", "infra.targets"],
                "rules": [
                    {
                        "id": "a",
                        "require": "data.features['x y'].age and my.infra.target",
                        "at": "infra.platform",
                    }
                ],
                "exceptions": [{"rule": "allowed.infra.platform", "system": "a"}],
            },
        ),
        (
            BLUEPRINT,
            {
                "when": "infra.platform == 'batch'",
                "files": [{"path": "a", "owner": "managed", "when": "infra.platform"}],
                "enforces": [
                    {"claim": ["infra.platform", "data.features.a.age"]},
                    {"claim": "infra.platform"},
                ],
            },
        ),
    ],
    ids=["policy", "blueprint"],
)
def test_what_names_fields_of_systems_follows(text: str, expected: dict[str, object]) -> None:
    outcome = upgrade(SourceFile(MAIN, text), (STEP,), STEP.new)
    assert not outcome.left
    assert ("# about clusters" in outcome.text) == ("# about clusters" in text)
    plain = to_plain(read(SourceFile(MAIN, outcome.text)).value)  # type: ignore[arg-type]
    assert isinstance(plain, dict)
    assert {key: plain[key] for key in expected} == expected
    tree = read(SourceFile(MAIN, text)).value
    assert tree is not None
    assert to_plain(upgraded(tree, (STEP,))) == plain


@pytest.mark.parametrize(("kind", "name"), [("clustering", "n_clusters"), ("ranking", "k")])
def test_a_word_is_renamed_only_where_it_has_that_meaning(kind: str, name: str) -> None:
    text = (
        f"apiVersion: {STEP.old}\ntask: {{type: {kind}, k: 5}}\n"
        "suppressions: [{rule: MLS1, path: task.k}]\n"
        "environments: {prod: {overlay: {infra: {target: batch}, enforcement: {infra.target: {}}}}}\n"
    )
    plain = to_plain(read(SourceFile(MAIN, upgrade(SourceFile(MAIN, text), (STEP,), STEP.new).text)).value)  # type: ignore[arg-type]
    assert plain == {
        "apiVersion": STEP.new,
        "task": {"type": kind, name: 5},
        "suppressions": [{"rule": "MLS1", "path": f"task.{name}"}],
        "environments": {
            "prod": {"overlay": {"infra": {"platform": "batch"}, "enforcement": {"infra.platform": {}}}}
        },
    }
