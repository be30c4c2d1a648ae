"""What the authors of blueprints test them with, by `mlsys blueprint test` and in pytest alike.

    from mlsys.testing import Case, cases_of, check_blueprint

    FOLDER = Path(__file__).parents[1]

    def test_the_blueprint_is_sound():
        assert check_blueprint(FOLDER) == ()

    @pytest.mark.parametrize("case", cases_of(FOLDER), ids=str)
    def test_it_names_the_endpoint(case: Case):
        assert b"/predict" in case.render()["deploy/service.yaml"]

A case is a document in ``tests/cases/``. What is found is a `Problem`; it prints as the command tells it.
`check_collection` checks index, presets, policies and rules; what a rule in Python finds is
`found_by(rules_in(FOLDER)["ACME101"], document)`.
"""

from mlsys.testing.cases import Case, cases_of
from mlsys.testing.collection import check_collection, found_by, rules_in
from mlsys.testing.execution import run_cases
from mlsys.testing.problems import Problem
from mlsys.testing.run import check_blueprint, update_snapshots

__all__ = [
    "Case",
    "Problem",
    "cases_of",
    "check_blueprint",
    "check_collection",
    "found_by",
    "rules_in",
    "run_cases",
    "update_snapshots",
]
