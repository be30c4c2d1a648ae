"""Fields that the language marks as deprecated are found wherever they stand, and renamed by a safe fix."""

from __future__ import annotations

from typing import Annotated

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.schema.check import Checker
from mlsys.source import SourceFile
from mlsys.spec.fields import DEFAULTS, Meaning, Section
from mlsys.spec.schema import LanguageSchema
from mlsys.syntax.edits import apply, safe_fixes
from mlsys.syntax.locate import locate
from mlsys.syntax.reader import read


class Scaling(Section):
    min: Annotated[int, Meaning("Fewest.")] = 1


class Serving(Section):
    scaling: Annotated[Scaling, Meaning("How it grows.")] = DEFAULTS
    autoscale: Annotated[Scaling, Meaning("How it grew.", deprecated="scaling", since="v1alpha1")] = DEFAULTS
    threads: Annotated[int, Meaning("How it works.", deprecated="say it in `infra`")] = 1


class Document(Section):
    serving: Annotated[Serving, Meaning("The service.")] = DEFAULTS
    pools: Annotated[tuple[Serving, ...], Meaning("Services.")] = ()


CHECKER = Checker(Document.model_json_schema(schema_generator=LanguageSchema), Document)


def findings(text: str) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    source = SourceFile("mlsystem.yaml", text)
    tree = read(source).value
    assert tree is not None
    return source, locate(tree, CHECKER.check(tree))


def test_a_renamed_field_is_a_warning_with_a_fix() -> None:
    source, (finding,) = findings("serving:  # ours\n  autoscale: {min: 2}  # two\n")
    assert (finding.code, finding.severity) == ("MLS008", Severity.WARNING)
    assert finding.message.startswith("`serving.autoscale` is deprecated")
    assert finding.help == "write `scaling`"
    assert finding.span is not None
    assert (finding.span.start.line, finding.span.start.column) == (2, 3)
    fixed = apply(source, safe_fixes(source, [finding])).text
    assert fixed == "serving:  # ours\n  scaling: {min: 2}  # two\n"
    assert findings(fixed)[1] == ()


def test_a_field_beside_its_successor_is_not_renamed() -> None:
    _, (finding,) = findings("serving: {autoscale: {min: 2}, scaling: {min: 3}}")
    assert finding.fix is None
    assert "`scaling` is there already" in finding.help


def test_advice_in_words_is_no_fix() -> None:
    _, (finding,) = findings("serving: {threads: 2}")
    assert (finding.fix, finding.help) == (None, "say it in `infra`")


def test_items_of_lists_and_faulty_documents_are_looked_at_too() -> None:
    _, found = findings("pools: [{autoscale: {}}, {scalling: {}}]")
    assert [d.code for d in found] == ["MLS008", "MLS001"]


def test_nothing_is_deprecated_in_a_document_without_such_fields() -> None:
    assert findings("serving: {scaling: {min: 2}, x-autoscale: {}}")[1] == ()
