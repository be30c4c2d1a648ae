"""`mlsys init`: the document that it writes is checked and compiled by the other commands."""

from __future__ import annotations

import csv
import io
import sys

import pytest
import yaml

from mlsys.cli import exits


@pytest.fixture
def data(root):
    return root / "examples/telco-churn/data/telco_churn.csv"


def test_what_init_writes_validates_and_compiles(mlsys, data, tmp_path):
    folder = tmp_path / "My first System"
    assert mlsys("init", folder, "--data", data, "--target", "churn").code == exits.CLEAN
    assert (folder / "data/telco_churn.csv").read_bytes() == data.read_bytes()
    outcome = mlsys("validate", folder / "mlsystem.yaml")
    assert outcome.code == exits.CLEAN, outcome.text
    outcome = mlsys("compile", folder / "mlsystem.yaml", "-o", tmp_path / "project")
    assert outcome.code == exits.CLEAN, outcome.text
    assert "name: my-first-system" in (tmp_path / "project/mlsystem.yaml").read_text()


def test_a_number_makes_a_regression_that_validates(mlsys, data, tmp_path):
    assert mlsys("init", tmp_path, "--data", data, "--target", "monthly_charges").code == exits.CLEAN
    assert "type: regression" in (tmp_path / "mlsystem.yaml").read_text()
    outcome = mlsys("validate", tmp_path / "mlsystem.yaml")
    assert outcome.code == exits.CLEAN, outcome.text


def test_data_below_the_folder_stays_where_it_is(mlsys, tmp_path, monkeypatch):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/rows.csv").write_text("a,left\n" + "\n".join(f"{n % 5},{n % 2}" for n in range(100)))
    monkeypatch.chdir(tmp_path)
    assert mlsys("init", "--data", "raw/rows.csv", "--target", "left", "--name", "leaver").code == exits.CLEAN
    assert "path: raw/rows.csv" in (tmp_path / "mlsystem.yaml").read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "mlsystem.yaml", "mlsystem.profile.json"}


def test_a_document_can_be_looked_at_first(mlsys, root, tmp_path):
    data = root / "examples/telco-churn/data/telco_churn.csv"
    outcome = mlsys("init", tmp_path, "--data", data, "--target", "churn", "--stdout")
    assert outcome.out.startswith("apiVersion: mlsys/v1alpha2\n")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_target_is_a_fault_with_a_suggestion(mlsys, root, tmp_path):
    data = root / "examples/telco-churn/data/telco_churn.csv"
    outcome = mlsys("init", tmp_path, "--data", data, "--target", "chrun")
    assert outcome.code == exits.FAULT
    assert "did you mean `churn`?" in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("target", "task"), [("gekündigt?", "binary"), ("Tarif", "multiclass"), ("Umsatz (€)", "regression")]
)
def test_a_table_as_people_have_it_becomes_a_document_without_findings(mlsys, tmp_path, target, task):
    """A byte order mark, semicolons, decimal commas, day-first dates, umlauts, keywords, leading zeros."""
    header = "Kunden-Nr;class;Umsatz (€);seit;PLZ;aktiv?;Geschlecht;Tarif;gekündigt?"
    rows = [
        f"K{n:05};{'AB'[n % 2]};{n % 37},{n % 10}5;{1 + n % 28:02}.{1 + n % 12:02}.2023;0{1000 + n % 9}"
        f";{'WAHR' if n % 3 else 'FALSCH'};{'wm'[n % 2]};{('klein', 'mittel', 'groß')[n // 7 % 3]}"
        f";{'ja' if n % 3 == 0 and n % 5 else 'nein'}"
        for n in range(400)
    ]
    data = tmp_path / "kunden.csv"
    data.write_bytes("\ufeff".encode() + "\r\n".join([header, *rows]).encode())
    assert mlsys("init", tmp_path / "s", "--data", data, "--target", target).code == exits.CLEAN
    text = (tmp_path / "s/mlsystem.yaml").read_text("utf-8")
    assert f"type: {task}" in text
    assert 'decimal: ","' in text
    outcome = mlsys("validate", tmp_path / "s/mlsystem.yaml")
    assert outcome.code == exits.CLEAN, outcome.text
    assert "warning" not in outcome.text
    outcome = mlsys("compile", tmp_path / "s/mlsystem.yaml", "-o", tmp_path / "project")
    assert outcome.code == exits.CLEAN, outcome.text


def test_a_profile_reads_numbers_as_the_document_says(mlsys, tmp_path):
    rows = "\n".join(f"{n % 40},5;{n // 3 % 2}" for n in range(100))
    (tmp_path / "rows.csv").write_text(f"a;left\n{rows}\n")
    assert mlsys("init", tmp_path, "--data", tmp_path / "rows.csv", "--target", "left").code == exits.CLEAN
    written = (tmp_path / "mlsystem.profile.json").read_bytes()
    outcome = mlsys("profile", "--spec", tmp_path / "mlsystem.yaml")
    assert outcome.code == exits.CLEAN, outcome.text
    assert b'"max": 39.5' in written
    assert b'"max": 39.5' in (tmp_path / "mlsystem.profile.json").read_bytes()


class Terminal(io.StringIO):
    """Somebody who answers line by line and then presses Ctrl-C."""

    def isatty(self):
        return True

    def readline(self, *size):
        line = super().readline(*size)
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture
def some(data, tmp_path_factory):
    """The first rows of the churn table."""
    path = tmp_path_factory.mktemp("some") / "rows.csv"
    path.write_text("".join(data.read_text().splitlines(keepends=True)[:500]))
    return path


@pytest.fixture
def answer(mlsys, some, tmp_path, monkeypatch):
    """Start from a table and answer the questions."""

    def call(*answers, table=some, target="churn", options=()):
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in answers)))
        return mlsys("init", tmp_path / "s", "--data", table, "--target", target, *options)

    return call


def written(tmp_path):
    return yaml.safe_load((tmp_path / "s/mlsystem.yaml").read_text("utf-8"))


def test_answers_at_a_terminal_stand_in_the_document(mlsys, answer, tmp_path):
    outcome = answer(
        "share of customers: lost", "decrease", "call them", "30d", "20 USD", "200 USD", "tenure < 6"
    )
    assert outcome.code == exits.CLEAN, outcome.text
    document = written(tmp_path)
    business = document["objectives"]["business"]["share_of_customers_lost"]
    assert business == {"metric": "share of customers: lost", "direction": "decrease"}
    assert document["task"]["decision"] == {"action": "call them"}
    assert document["task"]["decision_policy"] == {
        "policy": "threshold",
        "threshold": {"from": "cost"},
        "costs": {"false_positive": "20 USD", "false_negative": "200 USD"},
    }
    assert document["data"]["label"]["delay"] == {"p95": "30d"}
    assert document["baseline"]["rule_of_thumb"]["rule"] == "tenure < 6"
    outcome = mlsys("validate", tmp_path / "s/mlsystem.yaml")
    assert outcome.code == exits.CLEAN, outcome.text
    assert "error" not in outcome.text


def test_defaults_give_what_is_written_without_a_terminal(answer, tmp_path):
    assert answer(*[""] * 7).code == exits.CLEAN
    asked = (tmp_path / "s/mlsystem.yaml").read_bytes()
    (tmp_path / "s/mlsystem.yaml").unlink()
    assert answer(options=("--no-input",)).code == exits.CLEAN
    assert (tmp_path / "s/mlsystem.yaml").read_bytes() == asked


@pytest.mark.parametrize("answers", range(7))
def test_whoever_interrupts_leaves_nothing_behind(answer, tmp_path, answers):
    outcome = answer(*[""] * answers)
    assert outcome.code == exits.INTERRUPTED
    assert "Traceback" not in outcome.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (("", "down"), "'down' is not one of"),
        (("", "", "", "a month"), "not a duration: 'a month'"),
        (("", "", "", "", "-3"), "not a cost: '-3'"),
        (("", "", "", "", "", "lots USD"), "not a cost: 'lots USD'"),
        (("", "", "", "", "", "", "tenrue < 6"), "`tenrue` is no input of the model; did you mean `tenure`?"),
        (("", "", "", " ", "", "", "female"), "`female` is no input of the model"),
        (("", "", "", "", "", "", "tenure = 6"), "write `==` to compare"),
    ],
)
def test_an_answer_that_means_nothing_is_asked_for_again(answer, tmp_path, answers, says):
    outcome = answer(*answers, *[""] * (8 - len(answers)))
    assert outcome.code == exits.CLEAN, outcome.text
    assert says in outcome.err
    assert written(tmp_path)["baseline"]["rule_of_thumb"]["rule"] == "contract == 'Month-to-month'"


@pytest.mark.parametrize(("known", "features"), [("", ["a"]), ("n", ["a"]), ("y", ["a", "refund"])])
def test_it_is_asked_when_a_column_that_tells_the_target_is_known(answer, tmp_path, known, features):
    rows = "\n".join(f"{n % 7},{n % 2 * 50 + n % 40},{n % 2}" for n in range(400))
    table = tmp_path / "rows.csv"
    table.write_text(f"a,refund,left\n{rows}\n")
    outcome = answer(known, *[""] * 7, table=table, target="left")
    assert outcome.code == exits.CLEAN, outcome.text
    assert "`refund` tells the target" in outcome.err
    assert list(written(tmp_path)["data"]["features"]) == features


def test_leaks_are_told_where_nobody_is_asked(mlsys, tmp_path):
    rows = "\n".join(f"{n // 2 % 7},{n % 2 * 50 + n % 40},{n % 2}" for n in range(400))
    (tmp_path / "rows.csv").write_text(f"a,refund,left\n{rows}\n")
    outcome = mlsys("init", tmp_path, "--data", tmp_path / "rows.csv", "--target", "left")
    assert "`refund` tells the target, ROC AUC 1, and is left out: is it known" in outcome.err
    assert outcome.err.count("tells") == 1


def test_a_pair_that_tells_the_target_is_told(mlsys, tmp_path):
    rows = "\n".join(f"{n * 7 % 97},{n * 11 % 89},{int(n * 7 % 97 > n * 11 % 89)}" for n in range(900))
    (tmp_path / "rows.csv").write_text(f"due,paid,late\n{rows}\n")
    outcome = mlsys("init", tmp_path, "--data", tmp_path / "rows.csv", "--target", "late")
    assert outcome.code == exits.CLEAN
    assert "`due` and `paid` tell the target together, ROC AUC" in outcome.err


def test_a_time_series_becomes_a_forecast_without_findings(mlsys, tmp_path):
    rows = "\n".join(
        f"{1990 + n // 12}-{1 + n % 12:02}-01,{store},{n % 3},{100 + n * 3 + n % 12 * 7 + store}"
        for n in range(144)
        for store in (1, 2)
    )
    (tmp_path / "sales.csv").write_text(f"month,store_id,promo,sales\n{rows}\n")
    assert mlsys("init", tmp_path, "--data", tmp_path / "sales.csv", "--target", "sales").code == exits.CLEAN
    outcome = mlsys("validate", tmp_path / "mlsystem.yaml")
    assert outcome.code == exits.CLEAN, outcome.text
    assert "warning" not in outcome.text


NAMES = (
    "",
    "a\nb",
    "x-foo",
    "*b",
    "&c",
    "- d",
    "? e",
    "{f}",
    "null",
    "~",
    "class",
    "true",
    "日本",
    "it's",
    'g"h',
    "i" * 150,
)


@pytest.mark.parametrize("target", ["left", "*weird: #target", "日本語", "yes", "t" * 150])
def test_columns_of_any_name_make_a_document_that_compiles(mlsys, tmp_path, target):
    data = tmp_path / "rows.csv"
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*NAMES, target])
        for row in range(300):
            left = row // 3 % 2
            told = left if row % 5 else 1 - left
            others = [row * (place + 2) % 7 for place in range(len(NAMES) - 2)]
            writer.writerow([row % 4, "pq"[told], *others, left])
    assert mlsys("init", tmp_path / "s", "--data", data, "--target", target).code == exits.CLEAN
    assert yaml.safe_load((tmp_path / "s/mlsystem.yaml").read_text("utf-8"))["baseline"]["rule_of_thumb"] == {
        "kind": "heuristic",
        "rule": "a_b == 'q'",
    }
    for command in (("validate",), ("compile", "-o", tmp_path / "project")):
        outcome = mlsys(command[0], tmp_path / "s/mlsystem.yaml", *command[1:])
        assert outcome.code == exits.CLEAN, outcome.text
