"""What blueprints add to the language: families of models, and types of tasks of a kind that it knows.

    introduces:
      families:
        poisson: {tasks: [regression], complexity: 1, glass_box: true}
      tasks:
        count:
          like: regression
          description: How many events happen.
          fields: {variance: {enum: [mean, constant], default: mean}}

A document says ``task: {type: count, variance: mean}``. It is judged as one of the type that it is like, with
``x-own-type: count`` and ``x-count: {variance: mean}`` beside it, every value where it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from mlsys.diagnostics import Diagnostic, Result
from mlsys.errors import MlsysError
from mlsys.spec.families import FAMILIES, ModelFamily
from mlsys.spec.fields import OWN_TYPE
from mlsys.syntax.nodes import Entry, Node, Scalar
from mlsys.syntax.nodes import Mapping as MappingNode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A type of tasks of an organisation."""

    name: str
    like: str
    """The type of the language that it is judged as."""
    description: str = ""
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The JSON Schema of each field that only it has."""
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Introduced:
    """What the blueprints of a repository add, by name."""

    tasks: Mapping[str, OwnTask] = field(default_factory=dict)
    families: Mapping[str, ModelFamily] = field(default_factory=dict)

    def known_families(self) -> Mapping[str, ModelFamily]:
        """Return the families of the language and these."""
        return {**FAMILIES, **self.families}

    def understood(self, read: Result[Node]) -> Result[Node]:
        """Return what was read with a type of tasks that is introduced here in the terms of the language."""
        tree = read.value
        task = tree.entry("task") if isinstance(tree, MappingNode) else None
        kind = task.value.get("type") if task is not None and isinstance(task.value, MappingNode) else None
        own = self.tasks.get(str(kind.value)) if isinstance(kind, Scalar) else None
        if own is None:
            return read
        assert isinstance(tree, MappingNode)
        assert task is not None
        assert isinstance(task.value, MappingNode)
        found = _mistakes(own, task, tree)
        written = Entry(task.key, _in_terms(own, task.value))
        entries = tuple(written if entry is task else entry for entry in tree.entries)
        return Result(replace(tree, entries=entries), (*read.diagnostics, *found))


NOTHING = Introduced()


def joined(parts: Iterable[tuple[str, Introduced | None]]) -> Introduced:
    """Return what blueprints, given by name, introduce together.

    Raises:
        MlsysError: if two of them introduce one name otherwise.
    """
    known = [(name, part) for name, part in parts if part is not None]
    tasks = _together("type of tasks", ((name, part.tasks) for name, part in known))
    families = _together("family", ((name, part.families) for name, part in known))
    return Introduced(tasks, families) if tasks or families else NOTHING


def _together(kind: str, parts: Iterable[tuple[str, Mapping[str, T]]]) -> dict[str, T]:
    found: dict[str, T] = {}
    whose: dict[str, str] = {}
    for blueprint, added in parts:
        for name, each in added.items():
            other = whose.setdefault(name, blueprint)
            if found.setdefault(name, each) != each:
                raise MlsysError(
                    f"blueprints `{other}` and `{blueprint}` introduce another {kind} `{name}`",
                    help="one of them has to call it otherwise; tell its author",
                )
    return found


def parse_introduced(plain: Mapping[str, Any]) -> Introduced:
    """Return what the section of a manifest, already checked against its schema, introduces."""
    tasks = {
        name: OwnTask(
            name,
            told["like"],
            told.get("description", ""),
            told.get("fields", {}),
            tuple(told.get("required", ())),
        )
        for name, told in plain.get("tasks", {}).items()
    }
    families = {
        name: ModelFamily(
            name,
            frozenset(told["tasks"]),
            told["complexity"],
            told.get("glass_box", False),
            told.get("accelerator", "cpu"),
        )
        for name, told in plain.get("families", {}).items()
    }
    return Introduced(tasks, families)


def mistakes(introduced: Introduced) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is wrong with names and fields that a manifest introduces, and where it stands in it."""
    from mlsys.spec.tasks import TASKS

    for name, family in introduced.families.items():
        route = ("introduces", "families", name)
        if name in FAMILIES:
            yield f"the language has a family `{name}` already", route
        for task in family.tasks - TASKS.keys():
            yield f"there is no type of tasks `{task}`", (*route, "tasks")
    for name, own in introduced.tasks.items():
        route = ("introduces", "tasks", name)
        if name in TASKS:
            yield f"the language has a type of tasks `{name}` already", route
        if own.like in TASKS:
            yield from _mistakes_of_fields(own, TASKS[own.like].language_fields().keys(), route)
        else:
            yield f"there is no type of tasks `{own.like}`", (*route, "like")


def _mistakes_of_fields(
    own: OwnTask, taken: Set[str], route: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    from jsonschema import Draft202012Validator, SchemaError

    for key in set(own.required) - own.fields.keys():
        yield f"there is no field `{key}`", (*route, "required")
    for key, schema in own.fields.items():
        if key in taken:
            yield f"a `{own.like}` task has a field `{key}` already", (*route, "fields", key)
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            yield f"`{key}` is no JSON Schema: {error.message}", (*route, "fields", key)


def _mistakes(own: OwnTask, task: Entry, tree: MappingNode) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the fields that only this type has."""
    from mlsys.schema.check import check
    from mlsys.syntax.locate import locate

    assert isinstance(task.value, MappingNode)
    kept = tuple(entry for entry in task.value.entries if entry.name in own.fields)
    alone = replace(tree, entries=(Entry(task.key, replace(task.value, entries=kept)),))
    fields = {"type": "object", "properties": dict(own.fields), "required": list(own.required)}
    schema = {"type": "object", "properties": {"task": fields}}
    return locate(tree, check(alone, schema))


def _in_terms(own: OwnTask, task: MappingNode) -> MappingNode:
    kind = task.entry("type")
    assert kind is not None
    assert isinstance(kind.value, Scalar)
    place = kind.key
    extra = [entry for entry in task.entries if entry.name in own.fields]
    names = {entry.name for entry in extra}
    for name, schema in own.fields.items():
        value = schema.get("default")
        if name not in names and isinstance(value, str | int | float | bool):
            extra.append(Entry(_scalar(name, place), _scalar(value, place)))
    entries = [
        replace(entry, value=replace(kind.value, value=own.like, raw=own.like)) if entry is kind else entry
        for entry in task.entries
        if entry.name not in own.fields
    ]
    entries.append(Entry(_scalar(OWN_TYPE, place), _scalar(own.name, kind.value)))
    if extra:
        entries.append(Entry(_scalar(f"x-{own.name}", place), MappingNode(tuple(extra), task.span)))
    return replace(task, entries=tuple(entries))


def _scalar(value: str | int | float | bool, place: Scalar) -> Scalar:
    """Return a value that nobody has written, at the place of what it follows from."""
    return Scalar(value, place.span, str(value))
