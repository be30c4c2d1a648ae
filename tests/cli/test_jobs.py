"""`--jobs` changes how long validation takes, never what it says."""

from __future__ import annotations

import pytest

DOCUMENT = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\nmetadata: {{name: system-{0}, stagge: pilot}}\n"


@pytest.fixture
def documents(tmp_path):
    paths = [tmp_path / f"{number}.yaml" for number in range(7)]
    for number, path in enumerate(paths):
        path.write_text(DOCUMENT.format(number))
    return paths


def test_several_processes_find_what_one_finds(mlsys, documents):
    alone = mlsys("validate", *documents)
    together = mlsys("validate", "--jobs", "3", *documents)
    assert (together.code, together.out) == (alone.code, alone.out)
    assert together.out.count("MLS001") == 7


def test_few_documents_are_not_worth_a_process(mlsys, documents, monkeypatch):
    monkeypatch.setattr("mlsys.cli.checking.parallel.ProcessPoolExecutor", None)
    assert mlsys("validate", "--jobs", "2", *documents[:3]).out.count("MLS001") == 3


def test_a_file_that_cannot_be_read_is_told_once(mlsys, documents, tmp_path):
    outcome = mlsys("validate", "--jobs", "2", *documents, tmp_path / "missing.yaml")
    assert outcome.code == 4
    assert outcome.err.count("missing.yaml does not exist") == 1
    assert outcome.out.count("MLS001") == 7


def test_a_fix_is_seen(mlsys, documents):
    outcome = mlsys("validate", "--fix", "--jobs", "2", *documents)
    assert "MLS001" not in outcome.out
    assert "stage: pilot" in documents[3].read_text()
