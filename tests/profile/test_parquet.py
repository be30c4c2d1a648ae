"""A Parquet file shows what the same table shows as CSV."""

from __future__ import annotations

import datetime
import hashlib
import sys

import pyarrow
import pytest
from pyarrow import parquet

from mlsys.errors import MlsysError
from mlsys.profile.table import Wanted, scan

ROWS = 10_000
TABLE = pyarrow.table(
    {
        "number": [row / 4 for row in range(ROWS)],
        "gaps": pyarrow.array([None if row % 10 == 0 else row for row in range(ROWS)], pyarrow.int64()),
        "holes": pyarrow.array([float("nan") if row % 5 == 0 else 0.5 for row in range(ROWS)]),
        "flag": [row % 2 == 0 for row in range(ROWS)],
        "level": pyarrow.array([f"level {row % 3}" for row in range(ROWS)]).dictionary_encode(),
        "moment": [datetime.datetime(2026, 1, 1) + datetime.timedelta(minutes=row) for row in range(ROWS)],
        "day": [datetime.date(2026, 1, 1 + row % 28) for row in range(ROWS)],
        "label": ["yes" if row % 4 == 0 else "no" for row in range(ROWS)],
    }
)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "table.parquet"
    parquet.write_table(TABLE, path, row_group_size=3_000)
    return path


def test_every_column_is_what_it_is(written):
    table = scan(written, Wanted("label"))
    assert {name: column.kind.value for name, column in table.columns.items()} == {
        "number": "number",
        "gaps": "integer",
        "holes": "number",
        "flag": "boolean",
        "level": "categorical",
        "moment": "timestamp",
        "day": "timestamp",
        "label": "boolean",
    }
    assert (table.rows, table.separator) == (ROWS, None)
    assert (table.columns["gaps"].missing, table.columns["holes"].missing) == (ROWS // 10, ROWS // 5)
    assert table.columns["number"].maximum == (ROWS - 1) / 4
    assert table.columns["moment"].last == datetime.datetime(2026, 1, 7, 22, 39)
    content = written.read_bytes()
    assert (table.sha256, table.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_missing_values_count_although_the_document_names_other_texts(written):
    assert scan(written, Wanted(nulls=frozenset({"n/a"}))).columns["gaps"].missing == ROWS // 10


def test_progress_ends_at_the_size_of_the_file(written):
    told = []
    scan(written, Wanted(), lambda *state: told.append(state))
    assert len(told) > 2
    assert told[-1] == (ROWS, written.stat().st_size, written.stat().st_size)


def test_the_name_of_the_file_does_not_matter(written):
    renamed = written.rename(written.with_name("table.csv"))
    assert scan(renamed, Wanted()).separator is None


@pytest.mark.parametrize("kept", [20, -200])
def test_a_damaged_file_is_a_fault_in_one_line(written, kept):
    written.write_bytes(written.read_bytes()[:kept])
    with pytest.raises(MlsysError, match="cannot be read as Parquet: ") as raised:
        scan(written, Wanted())
    assert "\n" not in raised.value.message
    assert raised.value.help == "export it again"


def test_a_broken_page_is_a_fault_in_one_line(written):
    content = bytearray(written.read_bytes())
    content[4:2_000] = b"\xff" * 1_996
    written.write_bytes(content)
    with pytest.raises(MlsysError, match="cannot be read as Parquet: "):
        scan(written, Wanted())


def test_without_rows_and_without_columns(tmp_path):
    path = tmp_path / "table.parquet"
    parquet.write_table(TABLE.slice(0, 0), path)
    assert scan(path, Wanted()).rows == 0
    parquet.write_table(pyarrow.table({}), path)
    with pytest.raises(MlsysError, match="has no columns"):
        scan(path, Wanted())


def test_without_pyarrow_the_message_says_what_to_install(written, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MlsysError, match="takes pyarrow") as raised:
        scan(written, Wanted())
    assert "mlsys-compiler[parquet]" in raised.value.help
