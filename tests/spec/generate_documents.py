"""Random documents that a JSON Schema allows: a strategy for the constructs that the language uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import strategies as st

WORDS = st.sampled_from(["a", "churn", "b2", "Yes", "No"])


def documents(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for documents that ``schema`` allows."""
    return _Generator(schema).of(schema, depth=0)


def slips(document: Any, schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return a strategy that makes one slip in ``document``, in place, and says which."""
    names = sorted(_names_in(schema))
    values = st.one_of(
        st.sampled_from(
            ["", "a", "a\n", "100ms", "99.9%", "0%", "0s", "1M", "10:30", "2027-02-29", "..", "0..1"]
        ),
        st.sampled_from([0, 1, -1, 3.0, 0.5, 10**20, True, [], {}, ["a"], {"a": 1}, [1]]),
    )
    places = list(_places(document))
    kinds = st.sampled_from(["value", "key", "gone"])
    return st.tuples(st.sampled_from(places), kinds, values, st.sampled_from(names)).map(lambda s: _slip(*s))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, item in entries:
        yield value, key
        if isinstance(item, dict | list):
            yield from _places(item)


def _slip(place: tuple[Any, Any], kind: str, value: Any, name: str) -> str:
    holder, key = place
    if kind == "gone":
        holder.pop(key)
    elif kind == "key" and isinstance(holder, dict):
        holder[name] = holder.pop(key)
    else:
        holder[key] = value
    return f"{kind} at {key!r}: {value!r}, {name}"


def _names_in(schema: Any) -> set[str]:
    """Return the names of all fields of a language, and some that it does not have."""
    if isinstance(schema, list):
        return {name for part in schema for name in _names_in(part)}
    if not isinstance(schema, dict):
        return {"x-note", "nonsense"}
    found = {name for part in schema.values() for name in _names_in(part)}
    return found | set(schema["properties"] if isinstance(schema.get("properties"), dict) else ())


class _Generator:
    def __init__(self, root: dict[str, Any]) -> None:
        self._definitions = root["$defs"]

    def of(self, schema: Any, depth: int) -> st.SearchStrategy[Any]:
        while isinstance(schema, dict) and "$ref" in schema:
            schema = self._definitions[schema["$ref"].rpartition("/")[2]]
        if schema is True or not schema:
            return WORDS
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return st.one_of([self._of_kind(kind, schema, depth) for kind in kinds])

    def _of_kind(self, kind: str, schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
        match kind:
            case "object":
                return self._object(schema, depth)
            case "array":
                few = 2 if depth < 6 else schema.get("minItems", 0)
                fewest = schema.get("minItems", 0)
                return st.lists(
                    self.of(schema.get("items", True), depth + 1), min_size=fewest, max_size=max(few, fewest)
                )
            case "boolean":
                return st.booleans()
            case "integer":
                return st.integers(schema.get("minimum", -9), schema.get("maximum", 10**6))
            case "number":
                low = schema.get("minimum", schema.get("exclusiveMinimum", -1e6))
                high = schema.get("maximum", schema.get("exclusiveMaximum", 1e6))
                return st.floats(
                    low, high,
                    exclude_min="exclusiveMinimum" in schema, exclude_max="exclusiveMaximum" in schema,
                )  # fmt: skip
        if schema.get("format") == "date":
            return st.dates(date(1000, 1, 1)).map(str)
        if "pattern" in schema:
            text = st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
            return text.filter(lambda found: len(found) <= schema.get("maxLength", 100))
        return WORDS

    def _object(self, schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
        if "allOf" in schema:
            return st.sampled_from(schema["allOf"]).flatmap(lambda part: self._branch(schema, part, depth))
        names = [p for p in schema.get("patternProperties", {}) if p != "^x-"]
        if names:
            keys = WORDS.filter(lambda word: re.search(names[0], word))
            inner = self.of(schema["patternProperties"][names[0]], depth + 1)
            return st.dictionaries(keys, inner, max_size=2 if depth < 6 else 0)
        if "properties" not in schema:
            return st.dictionaries(WORDS, WORDS, max_size=1)
        return self._closed(schema["properties"], schema.get("required", ()), depth)

    def _branch(self, schema: dict[str, Any], part: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
        then = part["then"]
        properties = {
            name: schema["properties"][name] if inner is True else inner
            for name, inner in then["properties"].items()
        }
        ((tag, condition),) = part["if"]["properties"].items()
        required = {*schema.get("required", ()), *then.get("required", ()), tag}
        return self._closed({**properties, tag: condition}, required, depth)

    def _closed(self, properties: dict[str, Any], required: Any, depth: int) -> st.SearchStrategy[Any]:
        fixed = {name: self.of(properties[name], depth + 1) for name in required}
        rest = sorted(set(properties) - set(required))
        if not rest:
            return st.fixed_dictionaries(fixed)
        chosen = st.lists(st.sampled_from(rest), max_size=4, unique=True)
        return chosen.flatmap(
            lambda names: st.fixed_dictionaries(
                {**fixed, **{name: self.of(properties[name], depth + 1) for name in names}}
            )
        )
