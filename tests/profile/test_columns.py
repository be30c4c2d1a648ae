"""What one pass over a table shows."""

from __future__ import annotations

import pytest

from mlsys.errors import MlsysError
from mlsys.profile import column as columns
from mlsys.profile import table as tables
from mlsys.profile.column import Kind

TABLE = """\
id,flag,words,size,share,when,note,empty,same,refund,target
1,0,a,3,0.5,2024-01-01,x one,,k,7.5,no
2,1,b,-2,1.5,2024-01-02,x two,,k,8.5,no
3,0,a,10,,2024-01-03,x three,,k,100.5,yes
4,1,"b, c",8,2.5,2024-01-04,x four,,k,120.5,yes
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def test_each_column_gets_the_type_of_all_its_values(table, monkeypatch):
    monkeypatch.setattr(columns, "MAX_LEVELS", 3)
    kinds = {name: column.kind for name, column in scan(table, "target").items()}
    assert kinds == {
        "id": Kind.INTEGER,
        "flag": Kind.BOOLEAN,
        "words": Kind.CATEGORICAL,
        "size": Kind.INTEGER,
        "share": Kind.NUMBER,
        "when": Kind.TIME,
        "note": Kind.TEXT,
        "empty": Kind.TEXT,
        "same": Kind.CATEGORICAL,
        "refund": Kind.NUMBER,
        "target": Kind.BOOLEAN,
    }


def test_ranges_missing_values_and_levels_are_counted(table):
    found = scan(table, "target")
    assert (found["size"].minimum, found["size"].maximum) == (-2, 10)
    assert (found["share"].missing, found["empty"].missing) == (1, 4)
    assert found["words"].levels == {"a": 2, "b": 1, "b, c": 1}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ("Yes no YES No", Kind.BOOLEAN),
        ("T F t f", Kind.BOOLEAN),
        ("1.0 0.0 1.0 1.0", Kind.BOOLEAN),
        ("on off on off", Kind.BOOLEAN),
        ("ja nein ja ja", Kind.CATEGORICAL),
        ("0 1 2 1", Kind.INTEGER),
        ("01067 10115 50667 80331", Kind.CATEGORICAL),
        ("10115 50667 01067 x", Kind.CATEGORICAL),
        ("0 10 0.5 1", Kind.NUMBER),
    ],
)
def test_the_spelling_tells_the_type(tmp_path, values, kind):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["a,target", *(f"{value},x" for value in values.split())]))
    assert scan(path, "target")["a"].kind is kind


@pytest.mark.parametrize(
    ("first", "second", "order", "begins"),
    [
        ("31.01.2024", "01.02.2024", "day", "2024-01-31"),
        ("13/1/24 08:30", "2/3/24 23:59:59", "day", "2024-01-13"),
        ("1/31/2024", "2/1/2024", "month", "2024-01-31"),
        ("2024-01-31", "2024-02-01", "year", "2024-01-31"),
        ("01/02/2024", "03/04/2024", None, None),
    ],
)
def test_dates_are_told_by_what_they_begin_with(tmp_path, first, second, order, begins):
    path = tmp_path / "table.csv"
    path.write_text(f"when,target\n{first},x\n{second},y\n")
    column = scan(path, "target")["when"]
    assert (column.kind, column.order) == (Kind.TIME, order)
    assert (column.first.date().isoformat() if column.first else None) == begins


def test_what_is_no_date_after_dates_is_text(tmp_path, monkeypatch):
    monkeypatch.setattr("mlsys.profile.csv_rows.CHUNK", 2)
    path = tmp_path / "table.csv"
    path.write_text("when,target\n31.01.2024,x\n01.02.2024,y\n31.02.2024,x\n")
    assert scan(path, "target")["when"].kind is Kind.CATEGORICAL


def test_decimal_commas_are_told_from_the_rows(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("price;size;code;target\n1.234,5;3;a,b;x\n-7,25;4;c;y\n;12;d;x\n")
    table = tables.scan(path, tables.Wanted("target"))
    assert table.decimal == ","
    price = table.columns["price"]
    assert (price.kind, price.minimum, price.maximum, price.missing) == (Kind.NUMBER, -7.25, 1234.5, 1)
    assert table.columns["size"].kind is Kind.INTEGER


def test_points_in_most_columns_stay_decimal_points(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("price;size;pair;target\n1.5;3.5;1,2;x\n7.25;4.5;2,3;y\n")
    table = tables.scan(path, tables.Wanted("target"))
    assert (table.decimal, table.columns["price"].maximum) == (".", 7.25)


def test_a_column_that_gives_the_target_away_is_suspect(tmp_path):
    rows = [f"{n % 3},{'closed' if n % 2 else 'open'},{n if n % 2 else n + 1000},{n % 2}" for n in range(200)]
    path = tmp_path / "table.csv"
    path.write_text("innocent,status,refund,churn\n" + "\n".join(rows))
    suspects = {name for name, column in scan(path, "churn").items() if column.tells_target() >= 0.99}
    assert suspects == {"status", "refund", "churn"}


def test_a_rare_class_is_not_told_by_columns_that_know_nothing_of_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,fraud\n" + "\n".join(f"{n % 3},{int(n % 250 == 0)}" for n in range(5_000)))
    assert scan(path, "fraud")["a"].tells_target() == 0


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_header(tmp_path, separator):
    path = tmp_path / "table.csv"
    path.write_text(f"a{separator}b\n1{separator}x\n2{separator}y\n")
    assert list(scan(path, "b")) == ["a", "b"]


def test_a_header_may_hold_line_breaks_and_separators_in_quotes(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('"a\nx,y,z";b\n1;2\n\n"u;v";3\n')
    found = scan(path, "b")
    assert list(found) == ["a\nx,y,z", "b"]
    assert found["a\nx,y,z"].levels == {"1": 1, "u;v": 1}


def test_a_table_without_a_header_is_a_fault(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("")
    with pytest.raises(MlsysError, match="has no header"):
        tables.scan(path, tables.Wanted())


def test_memory_does_not_grow_with_the_target(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("group,value\n" + "\n".join(f"{n % 7},{n}.5" for n in range(20_000)))
    assert len(scan(path, "value")["group"].by_target) <= columns.MAX_LEVELS**2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no header"),
        (b"a,b\n1,2\n", "has no column `target`"),
        (b"a,target\n1,2\n3\n", "table.csv:3: 1 values under 2 columns"),
        (b"a,a,target\n1,2,3\n", "two columns called `a`"),
        (b"a,target\n1,\xff\n", "not text in UTF-8"),
        (b"a,target\n", "no values in column `target`"),
        (b"a,target\n1," + b"x" * 200_000, "is not CSV"),
    ],
)
def test_what_is_wrong_with_a_table_is_a_fault_in_one_line(tmp_path, content, says):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(MlsysError, match=says) as raised:
        scan(path, "target")
    assert "\n" not in raised.value.message
    assert raised.value.help


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_table_that_cannot_be_read_is_a_fault(tmp_path, name):
    with pytest.raises(MlsysError, match="cannot be read"):
        scan(tmp_path / name, "target")


def scan(path, target):
    return tables.scan(path, tables.Wanted(target)).columns
