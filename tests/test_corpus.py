"""Every faulty document of the corpus has the findings that stand beside it, and no others."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus_support import CORPUS, Case, Expected, cases, update
from mlsys.diagnostics.codes import PAGES
from mlsys.pipeline import Options, check

CASES = cases()
ELSEWHERE = {"MLS008": "nothing is deprecated yet", "MLS013": "a finding about the plan of the project"}
"""Codes that no case can have, and why."""
_found: dict[Path, dict[str, list[Expected]]] = {}


@pytest.fixture(scope="module", autouse=True)
def _golden(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if request.config.getoption("--update-golden"):
        for path, found in _found.items():
            update(path, found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_faulty_document_has_these_findings(
    case: Case, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found = case.judge(tmp_path)
    if request.config.getoption("--update-golden"):
        _found.setdefault(case.path, {})[case.name] = found
        return
    missing = [e for e in case.expected if not any(e.fits(f) for f in found)]
    surplus = [f for f in found if not any(e.fits(f) for e in case.expected)]
    report = "".join(f"\n  missing  {e}" for e in missing) + "".join(f"\n  surplus  {f}" for f in surplus)
    assert missing + surplus == [], f"{case.id}{report}"


@pytest.mark.parametrize("path", sorted((CORPUS / "bases").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_bases_have_no_findings(path: Path) -> None:
    assert [d.message for d in check(path, Options()).report.diagnostics] == []


def test_the_corpus_is_large_and_half_of_it_has_several_faults() -> None:
    assert len(CASES) >= 250
    assert sum(len(case.expected) >= 2 for case in CASES) >= len(CASES) / 2


def test_names_are_unique_and_every_case_expects_something() -> None:
    names = Counter(case.id for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    assert [case.id for case in CASES if not case.expected] == []


@pytest.mark.parametrize("code", sorted(code for code in PAGES if code < "MLS023" and code not in ELSEWHERE))
def test_every_structural_code_is_covered(code: str) -> None:
    assert any(expected.code == code for case in CASES for expected in case.expected)


def test_expectations_are_not_rewritten_in_continuous_integration(pytester: pytest.Pytester) -> None:
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text())
    pytester.makepyfile("def test_nothing(): pass")
    code = pytester.runpytest_subprocess("--update-golden").ret
    assert code == (pytest.ExitCode.USAGE_ERROR if os.environ.get("CI") else pytest.ExitCode.OK)
