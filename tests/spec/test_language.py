"""The language: its published schema, its models, and their agreement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mlsys.resources import schemas_dir
from mlsys.schema.check import Checker
from mlsys.schema.judge import judge
from mlsys.source import SourceFile
from mlsys.spec.families import FAMILIES
from mlsys.spec.fields import Merge
from mlsys.spec.lookup import bound_fields, choices, lookup, members, sections
from mlsys.spec.metadata import Metadata
from mlsys.spec.metrics import Metric
from mlsys.spec.root import MLSystem, bind
from mlsys.spec.schema import build_schema, models_schema, schema_text
from mlsys.spec.tasks import TASKS
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read
from spec.generate_documents import documents, slips

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/mlsystem.yaml"))
QUICKSTART = Path(__file__).parents[2] / "examples" / "quickstart" / "mlsystem.yaml"
SCHEMA = build_schema()
MODELS = models_schema()
VALIDATOR = judge(SCHEMA)
CHECKER = Checker(SCHEMA, MLSystem)
HEAD = {"apiVersion": "mlsys/v1alpha2", "kind": "MLSystem", "metadata": {"name": "a"}}


def bound(text: str) -> MLSystem:
    result = read(SourceFile("mlsystem.yaml", text))
    assert result.value is not None, result.diagnostics
    errors = [error.message for error in VALIDATOR.iter_errors(to_plain(result.value))]
    assert not errors
    return bind(result.value)


def test_the_published_schema_is_current() -> None:
    published = schemas_dir() / "mlsystem.schema.json"
    assert published.read_text(encoding="utf-8") == schema_text(), "run `make schemas`"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_alternatives_are_told_apart_by_type_or_value() -> None:
    for part in _parts(SCHEMA):
        assert all("const" in each for each in part.get("oneOf", ()))
        kinds = [each.get("type", "name") for each in part.get("anyOf", ())]
        assert len(set(kinds)) == len(kinds), part


STANDARD = {
    *("$comment", "$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "const"),
    *("default", "deprecated", "description", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum"),
    *("format", "if", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "not"),
    *("oneOf", "pattern", "patternProperties", "properties", "required", "then", "title", "type"),
}


def test_strict_validators_know_every_keyword_but_one() -> None:
    assert {key for part in _parts(SCHEMA) for key in part} - STANDARD == {"errorMessage"}
    assert all(isinstance(part.get("type", ""), str) for part in _parts(SCHEMA))


def test_every_field_has_a_title_and_a_meaning_and_every_pattern_has_words() -> None:
    for definition in (SCHEMA, *SCHEMA["$defs"].values()):
        for part in (definition, *(branch["then"] for branch in definition.get("allOf", ()))):
            for name, field in part.get("properties", {}).items():
                assert field is True or (field["title"] and field["description"]), name
    alternatives = [each for part in _parts(SCHEMA) for each in part.get("anyOf", ())]
    for part in _parts(SCHEMA):
        assert "pattern" not in part or "errorMessage" in part or part in alternatives, part


def test_registries_offer_their_names_and_allow_others() -> None:
    (names,) = SCHEMA["properties"]["metrics"]["allOf"]
    assert {"pr_auc", "ndcg@10"} <= names["properties"].keys()
    family = SCHEMA["$defs"]["Model"]["properties"]["family"]["items"]
    assert "gradient_boosting" in family["anyOf"][0]["enum"]
    document = {**HEAD, "task": {"type": "binary"}, "data": {}}
    assert VALIDATOR.is_valid({**document, "model": {"family": ["ours"]}, "metrics": {"ours": {}}})


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in a schema, but not the names of fields and plain values."""
    if isinstance(schema, list):
        for each in schema:
            yield from _parts(each)
    elif isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in ("properties", "patternProperties", "$defs"):
                yield from _parts(list(value.values()))
            elif key not in ("examples", "default", "enum", "const", "required"):
                yield from _parts(value)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_fit_and_bind(path: Path) -> None:
    bound(path.read_text(encoding="utf-8"))


def test_every_field_tells_its_meaning_and_consequences() -> None:
    for section in sections(MLSystem):
        assert section.__doc__, section
        for name, info in section.language_fields().items():
            meaning = info.meaning
            assert meaning.doc.endswith((".", "…")), (section, name, meaning.doc)
            assert set(meaning.choices or ()) <= {*choices(info.annotation), *_item_choices(info.annotation)}


def _item_choices(annotation: Any) -> tuple[Any, ...]:
    return tuple(c for part in getattr(annotation, "__args__", ()) for c in choices(part))


def test_a_requirement_says_which_value_is_stricter() -> None:
    for section in sections(MLSystem):
        for name, info in section.language_fields().items():
            if info.merge is Merge.MEET and not members(info.annotation):
                assert info.meaning.tighten is not None or _holds_sections(info.annotation), (section, name)


def _holds_sections(annotation: Any) -> bool:
    return bool(members(annotation)) or any(map(_holds_sections, getattr(annotation, "__args__", ())))


@pytest.mark.parametrize("task", TASKS)
def test_every_task_type_starts_with_its_name_alone(task: str) -> None:
    document = {**HEAD, "task": {"type": task}, "data": {}}
    assert VALIDATOR.is_valid(document)
    assert isinstance(MLSystem.model_validate(document).task, TASKS[task])


def test_model_families_serve_known_tasks() -> None:
    assert {task for family in FAMILIES.values() for task in family.tasks} == set(TASKS)


def test_fields_stand_only_where_they_make_sense() -> None:
    feature = {"type": "categorical", "values": ["a"]}
    document = {**HEAD, "task": {"type": "binary"}, "data": {"features": {"a": feature}}}
    assert VALIDATOR.is_valid(document)
    feature["range"] = "0..1"  # type: ignore[assignment]
    assert not VALIDATOR.is_valid(document)


def test_extensions_are_kept_and_never_interpreted() -> None:
    system = bound("""
        apiVersion: mlsys/v1alpha2
        kind: MLSystem
        x-team: {any: [thing]}
        metadata: {name: a, x-cost-centre: 12}
        task: {type: binary, x-note: NO}
        data: {features: {x-later: 1, tenure: {type: number, x-y: z}}}
        metrics: {x-m: 1}
    """)
    assert system.extensions == {"x-team": {"any": ["thing"]}}
    assert system.metadata.extensions == {"x-cost-centre": 12}
    assert system.task.extensions == {"x-note": "NO"}
    assert list(system.data.features) == ["tenure"]
    assert system.data.features["tenure"].extensions == {"x-y": "z"}
    assert system.metrics == {}


def test_the_document_is_frozen() -> None:
    system = bound(QUICKSTART.read_text(encoding="utf-8"))
    with pytest.raises(ValidationError, match="frozen"):
        system.kind = "Other"  # type: ignore[assignment,misc]


def test_the_models_are_closed() -> None:
    with pytest.raises(ValidationError, match=r"rol\n  String should match pattern '\^x-'"):
        Metric(rol="optimize")
    with pytest.raises(ValidationError, match="name\n  Field required"):
        Metadata()  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match=r"metadata\.nam\n"):
        MLSystem.model_validate({**HEAD, "metadata": {"nam": "a"}})


def test_undeclared_values_can_be_told_from_defaults() -> None:
    system = bound(QUICKSTART.read_text(encoding="utf-8"))
    assert system.requirements.reliability.fallback is None
    declared = {field.route: field.declared for field in bound_fields(system)}
    assert declared["metadata", "name"]
    assert not declared["metadata", "stage"]


def binds_and_can_be_looked_up(data: st.DataObject) -> None:
    document = data.draw(documents(MODELS))
    errors = [(list(e.instance_path), e.message) for e in VALIDATOR.iter_errors(document)]
    assert not errors
    system = MLSystem.model_validate(document)
    for field in bound_fields(system):
        assert field.field.name in {found.name for found in lookup(field.route)}, field.route


def is_refused_by_both_or_neither(data: st.DataObject) -> None:
    document = data.draw(documents(MODELS))
    slip = data.draw(slips(document, MODELS))
    errors = [(list(e.absolute_path), e.message) for e in VALIDATOR.iter_errors(document)]
    assert (CHECKER.accepted(document) is None) is bool(errors), (slip, errors)


def on_documents(number: int, check: Callable[[st.DataObject], None]) -> None:
    limited = settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))
    limited(given(st.data())(check))()


@pytest.mark.parametrize("number", [25, pytest.param(300, marks=pytest.mark.slow)])
def test_whatever_the_schema_allows_binds_and_can_be_looked_up(number: int) -> None:
    on_documents(number, binds_and_can_be_looked_up)


@pytest.mark.parametrize(
    "number",
    [
        50,
        pytest.param(300, marks=pytest.mark.slow),
        pytest.param(2000, marks=[pytest.mark.slow, pytest.mark.long]),
    ],
)
def test_models_and_schema_refuse_the_same_documents(number: int) -> None:
    on_documents(number, is_refused_by_both_or_neither)


OVERLAID = {**HEAD, "task": {"type": "binary"}, "data": {}}


@pytest.mark.parametrize(
    "part",
    [
        {"metadata": {"name": "a\n"}},
        {"metadata": {"name": "a", "version": "1.0.0\n"}},
        {"metadata": {"name": "a", "labels": {"b\n": "c"}}},
        {"environments": {"prod": {"overlay": {"infa": {}}}}},
        {"environments": {"prod": {"overlay": {"infra": []}}}},
        {"environments": {"prod": {"overlay": {"stakeholders": {}}}}},
        {"environments": {"prod": {"overlay": {"kind": "MLSystem"}}}},
        {"resources": {"deadline": "2027-02-29"}},
        {"resources": {"deadline": "2027-06-30T00:00:00"}},
        {"resources": {"deadline": 1_800_000_000}},
        {"resources": {"compute_budget": "20 USD/month\n"}},
        {"infra": {"serving": {"port": True}}},
        {"infra": {"serving": {"port": "8000"}}},
        {"infra": {"serving": {"port": 8000.5}}},
        {"monitoring": {"logging": {"features": "yes"}}},
        {"requirements": {"scalability": {"traffic": {"peak_factor": "2"}}}},
        {"data": {"split": {"strategy": "predefined"}}},
        {"data": {"split": {"seed": 1, "strategy": "temporal"}}},
        {"infra": None},
    ],
    ids=str,
)
def test_what_only_one_of_the_two_might_take_both_refuse(part: dict[str, Any]) -> None:
    document = {**OVERLAID, **part}
    assert not VALIDATOR.is_valid(document)
    assert CHECKER.accepted(document) is None


@pytest.mark.parametrize(
    "part",
    [
        {"infra": {"serving": {"port": 8000.0}}},
        {"infra": {"batch": {"chunk_rows": 10.0**15}}},
        {"environments": {"prod": {"overlay": {"infra": {"serving": 3}, "x-a": 1}}}},
        {"resources": {"deadline": "2028-02-29"}},
    ],
    ids=str,
)
def test_what_only_one_of_the_two_might_refuse_both_take(part: dict[str, Any]) -> None:
    document = {**OVERLAID, **part}
    assert VALIDATOR.is_valid(document)
    assert CHECKER.accepted(document) is not None
