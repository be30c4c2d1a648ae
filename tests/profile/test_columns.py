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
        "target": Kind.CATEGORICAL,
    }


def test_ranges_missing_values_and_levels_are_counted(table):
    found = scan(table, "target")
    assert (found["size"].minimum, found["size"].maximum) == (-2, 10)
    assert (found["share"].missing, found["empty"].missing) == (1, 4)
    assert found["words"].levels == {"a": 2, "b": 1, "b, c": 1}


def test_a_column_that_gives_the_target_away_is_suspect(tmp_path):
    rows = [f"{n % 3},{'closed' if n % 2 else 'open'},{n if n % 2 else n + 1000},{n % 2}" for n in range(200)]
    path = tmp_path / "table.csv"
    path.write_text("innocent,status,refund,churn\n" + "\n".join(rows))
    suspects = {name for name, column in scan(path, "churn").items() if column.gives_target_away()}
    assert suspects == {"status", "refund", "churn"}


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
