"""`mlsys profile` and what `validate` makes of it, through the command line."""

from __future__ import annotations

import json
import random

import jsonschema
import pytest

from mlsys.cli import exits
from mlsys.resources import schemas_dir

HEAD = "customer_id,region,tenure,spend,churn\n"
DOCUMENT = """\
apiVersion: mlsys/v1alpha2
kind: MLSystem
metadata: {name: leaver}
objectives: {business: {churn_rate: {metric: share who leave, direction: decrease}}}
task: {type: binary, classes: ["no", "yes"], positive_class: "yes"}
data:
  source: {path: rows.csv}
  keys: {entity: customer_id}
  features:
    region: {type: categorical, values: [north, south]}
    tenure: {type: integer, range: 0..100}
    spend: {type: number, range: 0..1000, nullable: true, tags: [pii], legal_basis: contract}
  label: {column: churn}
metrics: {pr_auc: {role: optimize}}
baseline: {prior: {kind: constant}}
"""


def row(number: int, entity: int | None = None) -> str:
    region = "south" if number % 4 == 0 else "north"
    gone = "yes" if number % 7 < 2 else "no"
    return f"{entity or number},{region},{number % 73},{number % 500}.25,{gone}\n"


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "rows.csv").write_text(HEAD + "".join(row(n) for n in range(1, 2001)))
    (tmp_path / "mlsystem.yaml").write_text(DOCUMENT)
    return tmp_path / "mlsystem.yaml"


@pytest.fixture
def profile(mlsys, spec):
    """Profile the table of the document and return what was written."""

    def call() -> dict[str, object]:
        outcome = mlsys("profile", "--spec", spec)
        assert outcome.code == exits.CLEAN, outcome.text
        return json.loads((spec.parent / "mlsystem.profile.json").read_text())

    return call


@pytest.fixture
def found(mlsys, spec):
    """Validate the document and return its findings by code."""

    def call(*options: str) -> dict[str, dict[str, str]]:
        out = mlsys("validate", spec, "--format", "json", *options).out
        return {each["code"]: each for each in json.loads(out)["diagnostics"]}

    return call


def skipped(mlsys, spec):
    return {
        each["code"]
        for each in json.loads(mlsys("validate", spec, "--format", "json").out)["summary"]["skipped"]
    }


def test_the_profile_says_what_is_in_the_table_and_has_the_published_form(profile):
    found = profile()
    jsonschema.validate(found, json.loads((schemas_dir() / "profile.schema.json").read_text()))
    assert found["rows"] == 2000
    assert found["label"]["positive_share"] == pytest.approx(572 / 2000, abs=1e-3)
    assert found["columns"]["region"]["levels"] == {"north": 1500, "south": 500}
    tenure = found["columns"]["tenure"]
    assert (tenure["min"], tenure["max"], tenure["quantiles"]["0.5"]) == (0, 72, 35)
    assert found["keys"]["customer_id"] == {"distinct": 2000, "rows_per_value": {"1": 2000}}


def test_no_value_of_personal_data_and_keys_is_kept(profile):
    columns = profile()["columns"]
    for name in ("spend", "customer_id"):
        assert set(columns[name]) <= {"type", "nulls", "distinct"}


def test_the_same_table_gives_the_same_bytes_also_from_init(mlsys, root, tmp_path):
    data = root / "examples/telco-churn/data/telco_churn.csv"
    assert mlsys("init", tmp_path, "--data", data, "--target", "churn").code == exits.CLEAN
    written = (tmp_path / "mlsystem.profile.json").read_bytes()
    assert mlsys("profile", "--spec", tmp_path / "mlsystem.yaml").code == exits.CLEAN
    assert (tmp_path / "mlsystem.profile.json").read_bytes() == written


def test_rules_that_need_data_run_once_there_is_a_profile(mlsys, spec, profile):
    assert {"MLS304", "MLS319", "MLS320", "MLS321"} <= skipped(mlsys, spec)
    profile()
    assert not {"MLS304", "MLS319", "MLS320", "MLS321"} & skipped(mlsys, spec)


def test_a_profile_that_comes_and_goes_is_noticed(spec, profile, found):
    text = spec.read_text().replace("0..100", "0..60")
    spec.write_text(text)
    assert "MLS319" not in found()
    assert "MLS319" not in found()
    profile()
    assert found()["MLS319"]["message"] == "`tenure` is 0..72 in the data, outside of 0..60"
    (spec.parent / "mlsystem.profile.json").unlink()
    assert "MLS319" not in found()


def test_a_document_of_another_name_has_a_profile_of_its_own(mlsys, spec, profile):
    copy = spec.with_name("copy.yaml")
    copy.write_bytes(spec.read_bytes())
    mlsys("validate", copy)
    profile()
    assert "a profile of the data" in mlsys("validate", copy, "--verbose").out
    assert "a profile of the data" not in mlsys("validate", spec, "--verbose").out


def test_estimates_that_the_document_leaves_open_are_taken_from_the_profile(spec, profile, found):
    spec.write_text(spec.read_text().replace("role: optimize", "role: optimize, gate: {min: 0.6}"))
    assert "MLS306" not in found()
    profile()
    assert found()["MLS306"]["message"].startswith("114 positive test rows: `pr_auc` 0.6")


def test_a_table_that_has_changed_makes_the_profile_stale(mlsys, spec, profile, found):
    profile()
    table = spec.parent / "rows.csv"
    table.write_text(table.read_text() + row(1))
    assert found()["MLS024"]["message"].endswith("rows.csv had 46,783 bytes and now has 46,802")
    assert "MLS319" in skipped(mlsys, spec)
    profile()
    assert "MLS024" not in found()
    table.write_text(table.read_text().replace("north", "NORTH"))
    assert found()["MLS024"]["message"].endswith("rows.csv has changed since")
    table.unlink()
    assert "MLS024" not in found()


def test_a_profile_of_another_table_is_stale(spec, profile, found):
    profile()
    spec.write_text(spec.read_text().replace("path: rows.csv", "path: other.csv"))
    assert "it is about rows.csv, and the document reads other.csv" in found()["MLS024"]["message"]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda text: text[: len(text) // 2], "it is not JSON (EOF while parsing"),
        (lambda text: "<<<<<<< ours\n" + text, "conflict markers"),
        (
            lambda text: text.replace('"rows": 2000', '"rows": "many"'),
            "rows: input should be a valid integer",
        ),
        (lambda text: text.replace('"version": 1', '"version": 9'), "a newer mlsys wrote it"),
        (lambda _: "[]", "the file: input should be an object"),
        (lambda _: "[" * 100_000, "it is not JSON (recursion limit"),
    ],
)
def test_a_broken_profile_is_a_finding(mlsys, spec, profile, found, damage, says):
    profile()
    path = spec.parent / "mlsystem.profile.json"
    path.write_text(damage(path.read_text()))
    assert says in found()["MLS025"]["message"]
    assert mlsys("validate", spec).code == exits.FINDINGS


def test_entities_in_several_parts_are_counted(spec, profile, found):
    twice = "".join(row(n, entity=n % 500 + 1) for n in range(1, 1001))
    (spec.parent / "rows.csv").write_text(HEAD + twice)
    profile()
    # two rows stay together with the chance 0.6² + 0.2² + 0.2² = 0.44
    assert found()["MLS304"]["message"].startswith("about 280 values of `customer_id`")
    spec.write_text(spec.read_text().replace("  label:", "  split: {strategy: group}\n  label:"))
    assert "MLS304" not in found()


def test_entities_across_a_predefined_split_are_counted_exactly(spec, profile, found):
    parts = ("train", "validation", "test")
    lines = [row(n, entity=min(n, 1_990)).strip() + f",{parts[n % 3]}\n" for n in range(1, 2001)]
    (spec.parent / "rows.csv").write_text(HEAD.strip() + ",part\n" + "".join(lines))
    text = spec.read_text().replace("  label:", "  split: {strategy: predefined, column: part}\n  label:")
    spec.write_text(text)
    profile()
    assert found()["MLS304"]["message"].startswith("1 value of `customer_id`")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("south", "west"), "500 rows with `west` in `region`, not among its 2 values"),
        ((",no\n", ",maybe\n"), "rows with `maybe` in `churn`"),
        (("region,", "district,"), "the table has no column `region`"),
        (("\n7,north,7,", "\n7,north,,"), "1 row without `tenure`, which is not nullable"),
        (("\n7,north,7,", "\n7,north,seven,"), "`tenure` is declared integer, and the data hold text"),
        (("\n7,north,7,", "\n7,north,7.5,"), "`tenure` is declared integer, and the data hold fractions"),
    ],
)
def test_data_that_break_the_contract_are_told(spec, profile, found, change, says):
    table = spec.parent / "rows.csv"
    assert change[0] in table.read_text()
    table.write_text(table.read_text().replace(*change))
    profile()
    assert says in found()["MLS319"]["message"]


def test_numbers_that_the_data_contradict_are_told(spec, profile, found):
    text = spec.read_text().replace("column: churn", "column: churn, prevalence: 5%")
    spec.write_text(text)
    profile()
    told = found()["MLS320"]
    assert told["message"] == "`prevalence` is 5% in the document and 28.5% in the data"


def test_a_finding_about_the_profile_can_be_accepted(spec, profile, found):
    profile()
    table = spec.parent / "rows.csv"
    table.write_text(table.read_text() + row(1))
    accepted = "{rule: MLS024, path: data.source, reason: it grows, owner: me, expires: 2099-01-01}"
    spec.write_text(f"{spec.read_text()}suppressions: [{accepted}]\n")
    assert not {"MLS024", "MLS011"} & set(found())


def test_a_profile_can_be_looked_at_without_a_document(mlsys, spec, tmp_path, monkeypatch):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = mlsys("profile", spec.parent / "rows.csv", "--stdout")
    assert json.loads(outcome.out)["rows"] == 2000
    assert mlsys("profile", spec.parent / "rows.csv").code == exits.FAULT
    assert list(folder.iterdir()) == []


def test_another_table_than_that_of_the_document_is_refused(mlsys, spec):
    other = spec.parent / "other.csv"
    other.write_text(HEAD + row(1))
    outcome = mlsys("profile", other, "--spec", spec)
    assert outcome.code == exits.FAULT
    assert "reads" in outcome.err


def test_counts_and_quantiles_of_many_values_are_close_in_little_memory():
    from mlsys.profile.column import Column

    draw = random.Random(1)
    column = Column("x")
    for _ in range(50):
        column.add([f"{draw.gauss(0, 1):.9f}" for _ in range(4000)], [""] * 4000)
    assert column.sample.distinct == pytest.approx(200_000, rel=0.15)
    assert len(column.sample.counts) <= column.sample.limit
    assert column.deviation == pytest.approx(1, rel=0.02)
    low, middle, high = column.numbers.quantiles((0.05, 0.5, 0.95))
    assert (low, middle, high) == pytest.approx((-1.645, 0, 1.645), abs=0.06)
    assert not column.sample.repeated
