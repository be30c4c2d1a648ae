"""Loading: one clear line and a way out for everything that can be wrong with a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlsys.errors import MlsysError
from mlsys.syntax.load import MAX_BYTES, load


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"a: \x00", "is a binary file"),
        ("a: 1".encode("utf-16"), "is encoded in UTF-16"),
        ("a: 1".encode("utf-32"), "is encoded in UTF-32"),
        ("a: 1\nb: ä".encode("latin-1"), "is not UTF-8: line 2 holds the byte 0xe4"),
        (b"x" * (MAX_BYTES + 1), "larger than 2 MiB"),
    ],
)
def test_a_bad_content_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "mlsystem.yaml"
    path.write_bytes(content)
    with pytest.raises(MlsysError) as caught:
        load(path)
    assert caught.value.message.startswith(str(path))
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.help


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "mlsystem.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert load(path).text == "a: 1\r\n"


def test_a_missing_file_names_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "system.yaml").touch()
    with pytest.raises(MlsysError, match="does not exist") as caught:
        load(tmp_path / "mlsystem.yaml")
    assert "system.yaml" in caught.value.help


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MlsysError, match="does not exist") as caught:
        load(tmp_path / "no" / "mlsystem.yaml")
    assert caught.value.help == f"the folder {tmp_path / 'no'} does not exist either"


def test_a_folder_leads_to_the_document_in_it(tmp_path: Path) -> None:
    (tmp_path / "mlsystem.yaml").touch()
    with pytest.raises(MlsysError, match="is a folder") as caught:
        load(tmp_path)
    assert caught.value.help == f"did you mean {tmp_path / 'mlsystem.yaml'}?"


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "mlsystem.yaml/x"])
def test_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    (tmp_path / "mlsystem.yaml").touch()
    with pytest.raises(MlsysError):
        load(os.path.join(tmp_path, name))
