"""Upgrading the language, proved by a version that exists only here."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys.cli import exits
from mlsys.cli.app import run
from mlsys.errors import MlsysError
from mlsys.source import SourceFile
from mlsys.spec.fields import API_VERSION
from mlsys.spec.upgrade.apply import Upgraded, upgrade
from mlsys.spec.upgrade.steps import STEPS, Convert, Move, Rename, Step
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read


def with_unit(text: str) -> str:
    if not text.isdigit():
        raise ValueError(text)
    return f"{text}ms"


TEST_STEPS = (
    Step("mlsys/v0test1", "mlsys/v0test2", (Rename(("metrics", "*", "goal"), "role"),)),
    Step(
        "mlsys/v0test2",
        API_VERSION,
        (
            Move(("serving", "latency_ms"), ("requirements", "reliability", "slos", "latency", "threshold")),
            Convert((("requirements", "reliability", "slos", "latency", "threshold"),), with_unit),
            Move(("data", "features", "*", "optional"), ("data", "features", "*", "nullable")),
            Move(("owners",), ("stakeholders",)),
        ),
    ),
)

OLD = """\
# The churn system.
apiVersion: mlsys/v0test1  # the language
kind: MLSystem
metadata: {name: churn}   # flow stays flow

metrics:
  pr_auc: {goal: optimize}  # what we want
  recall:
    # why we watch it
    goal: observe

data:
  features:
    tenure:
      type: integer   # months
      # new customers have none
      optional: true

# How fast.
serving:
  # promised to the call centre
  latency_ms: 100  # at the 99th percentile

# People.
owners:
  ml:   # the team
    role: ml_engineer
requirements:
  reliability:
    slos: {uptime: {sli: availability}}
suppressions:
  - {rule: MLS402, path: metrics.recall.goal}
enforcement:
  owners.ml: {evidence: wiki}
environments:
  staging:
    overlay:
      metrics:
        recall: {goal: satisfy}
"""

NEW = """\
# The churn system.
apiVersion: mlsys/v1alpha2  # the language
kind: MLSystem
metadata: {name: churn}   # flow stays flow

metrics:
  pr_auc: {role: optimize}  # what we want
  recall:
    # why we watch it
    role: observe

data:
  features:
    tenure:
      type: integer   # months
      # new customers have none
      nullable: true

requirements:
  reliability:
    slos:
      uptime: {sli: availability}
      latency:
        # How fast.
        # promised to the call centre
        threshold: 100ms  # at the 99th percentile
suppressions:
  - {rule: MLS402, path: metrics.recall.role}
enforcement:
  stakeholders.ml: {evidence: wiki}
environments:
  staging:
    overlay:
      metrics:
        recall: {role: satisfy}
# People.
stakeholders:
  ml:   # the team
    role: ml_engineer
"""


BLOCK = OLD.replace("slos: {uptime: {sli: availability}}", "slos:\n      uptime: {sli: availability}")


def migrated(text: str) -> Upgraded:
    return upgrade(SourceFile("mlsystem.yaml", text), TEST_STEPS, API_VERSION)


def test_a_rename_a_move_and_a_unit_keep_every_comment() -> None:
    old = BLOCK
    outcome = migrated(old)
    assert not outcome.left
    assert outcome.text == NEW
    for line in old.splitlines():
        _, mark, comment = line.partition("#")
        assert mark + comment in outcome.text


def test_the_notation_of_line_ends_stays() -> None:
    old = BLOCK
    assert migrated(old.replace("\n", "\r\n")).text == NEW.replace("\n", "\r\n")


def test_what_cannot_be_moved_is_told_and_left() -> None:
    outcome = migrated(OLD)
    assert any("latency_ms" in phrase for phrase in outcome.left)


def test_a_value_without_a_new_form_is_told() -> None:
    text = "apiVersion: mlsys/v0test2\nrequirements: {reliability: {slos: {latency: {threshold: fast}}}}\n"
    assert any("threshold" in phrase for phrase in migrated(text).left)


def test_a_current_document_is_not_touched() -> None:
    assert migrated(NEW) == Upgraded(NEW, (), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("apiVersion: mlsys/v9\n", "no steps lead from"),
        ("kind: MLSystem\n", "names no"),
        ("a: [\n", "cannot be read"),
    ],
)
def test_documents_without_a_way(text: str, message: str) -> None:
    with pytest.raises(MlsysError, match=message):
        migrated(text)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,6}", fullmatch=True),
        st.sampled_from(["{goal: observe}", "{goal: a, x: 1}", "{x: 1}", "\n    # note\n    goal: b"]),
        max_size=5,
    )
)
def test_a_rename_changes_nothing_else(metrics: dict[str, str]) -> None:
    lines = "".join(f"  {name}: {value}\n" for name, value in metrics.items())
    text = f"apiVersion: mlsys/v0test1\nmetrics:\n{lines}last: 1\n"
    outcome = migrated(text)
    assert not outcome.left
    plain = to_plain(read(SourceFile("x", outcome.text)).value)  # type: ignore[arg-type]
    assert isinstance(plain, dict)
    assert "goal" not in str(plain)
    assert outcome.text.count("# note") == text.count("# note")
    assert plain["last"] == 1


def test_the_real_steps_end_with_the_current_version() -> None:
    assert not STEPS or STEPS[-1].new == API_VERSION
    for before, after in pairwise(STEPS):
        assert before.new == after.old


class TestCommand:
    @pytest.fixture
    def file(self, tmp_path, monkeypatch):
        monkeypatch.setattr("mlsys.spec.upgrade.steps.STEPS", TEST_STEPS)
        path = tmp_path / "mlsystem.yaml"
        path.write_text(BLOCK)
        return path

    def test_it_writes_the_file_once(self, file, capsys):
        assert run(["migrate", str(file), "--check", "--diff"]) == exits.PENDING
        assert "+    role: observe" in capsys.readouterr().out
        assert run(["migrate", str(file)]) == exits.CLEAN
        assert file.read_text() == NEW
        assert run(["migrate", str(file), "--check"]) == exits.CLEAN

    def test_what_is_left_is_not_half_done(self, file):
        file.write_text(OLD)
        assert run(["migrate", str(file)]) == exits.FINDINGS
        assert file.read_text() == OLD
