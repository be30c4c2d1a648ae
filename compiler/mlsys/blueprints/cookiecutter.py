"""What a manifest says about a template of cookiecutter, and what of that template is code.

engine: cookiecutter
cookiecutter:
  context:
    project_name: "{{ metadata.name }}"
    license: MIT
  hooks: false
  exclude: [".github/**"]
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from mlsys.blueprints.condition import Condition, ConditionError, Lookup, parse_condition

CONTEXT_NAME: Final = "cookiecutter.json"
HOOKS: Final = ("pre_prompt", "pre_gen_project", "post_gen_project")
EXTENSIONS: Final = frozenset(
    {
        *(f"jinja2.ext.{name}" for name in ("do", "i18n", "loopcontrols")),
        *(f"cookiecutter.extensions.{name}Extension" for name in ("Jsonify", "RandomString", "Slugify")),
        *(f"cookiecutter.extensions.{name}Extension" for name in ("Time", "UUID")),
    }
)
"""Extensions that are known to reach nothing; any other is code of somebody."""
_MARK: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BREAKS_OUT: Final = re.compile(r"[\\`$<>|;&\x00-\x1f\x7f\x80-\x9f\u2028\u2029]|\{[{%#]")
"""What ends a text, or begins a command, in one of the languages that templates are written for."""
_QUOTES: Final = str.maketrans({'"': "\u201d", "'": "\u2019"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text with expressions in it."""

    parts: tuple[str | Condition, ...]


Value: TypeAlias = "bool | int | float | str | Text | tuple[Value, ...] | Mapping[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Cookiecutter:
    """How a template of cookiecutter is rendered."""

    directory: str = ""
    """Folder of its ``cookiecutter.json`` within the blueprint; empty for the blueprint's own."""
    context: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    hooks: bool | None = None
    """Whether its hooks run; ``None`` where the manifest does not say."""
    exclude: tuple[str, ...] = ()
    into: str = ""
    """Folder of the project that its files go to; empty for the root."""
    date: str = ""
    """The day that ``now`` stands for; empty where none was named."""

    def below(self, path: str) -> str:
        """Return the path within the blueprint of what lies at ``path`` of the template."""
        return f"{self.directory}/{path}" if self.directory else path


def parse_value(plain: object) -> Value:
    """Return the value of a variable as a manifest writes it.

    Raises:
        ConditionError: at an expression that is none.
    """
    match plain:
        case str():
            pieces = _MARK.split(plain)
            parts = [
                piece if n % 2 == 0 else parse_condition(piece.strip()) for n, piece in enumerate(pieces)
            ]
            return Text(tuple(part for part in parts if part != "")) if len(parts) > 1 else plain
        case Mapping():
            return {str(key): parse_value(value) for key, value in plain.items()}
        case list():
            return tuple(parse_value(item) for item in plain)
        case bool() | int() | float() | None:
            return plain
    raise ConditionError(f"`{plain}` is no value of cookiecutter; write it as a text")


def evaluated(value: Value, lookup: Lookup) -> object:
    """Return what ``value`` stands for in a document; ``None`` where that is absent.

    Raises:
        ConditionError: if it names what does not exist, or a text that templates cannot be given.
    """
    match value:
        case Text(parts=(Condition() as only,)):
            return _plain(only.value(lookup), only.text)
        case Text(parts=parts):
            return "".join(part if isinstance(part, str) else _written(part, lookup) for part in parts)
        case Mapping():
            found = {key: evaluated(item, lookup) for key, item in value.items()}
            return {key: item for key, item in found.items() if item is not None}
        case tuple():
            return [evaluated(item, lookup) for item in value]
    return value


def _written(condition: Condition, lookup: Lookup) -> str:
    found = _plain(condition.value(lookup), condition.text)
    return "" if found is None else str(found)


def _plain(found: object, name: str) -> object:
    """Return a value of the document as JSON has it; its texts can only be text wherever they are put."""
    match found:
        case Enum():
            return _plain(found.value, name)
        case None | bool() | int() | float():
            return found
        case Mapping():
            return {_safe(str(key), name): _plain(item, name) for key, item in found.items()}
        case list() | tuple():
            return [_plain(item, name) for item in found]
    return _safe(str(found), name)


def _safe(text: str, name: str) -> str:
    joined = " ".join(text.split()).translate(_QUOTES)
    if match := _BREAKS_OUT.search(joined):
        raise ConditionError(
            f"`{name}` holds {match[0]!r}, and templates of cookiecutter put it where it may be no text"
        )
    return joined


def code_in(template: Cookiecutter, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what of a template would run as code: its hooks, if they are wanted, and its extensions.

    Args:
        template: what the manifest says.
        files: the contents of the blueprint by path.
    """
    wanted = template.hooks is True
    hooks = hooks_in(template, files) if wanted else ()
    own = tuple(name for name in _extensions(template, files) if name not in EXTENSIONS)
    return (*hooks, *(f"extension {name}" for name in own))


def hooks_in(template: Cookiecutter, paths: Mapping[str, object]) -> tuple[str, ...]:
    """Return the paths of the hooks among ``paths``."""
    folder = template.below("hooks/")
    return tuple(
        path
        for path in sorted(paths)
        if path.startswith(folder) and path.removeprefix(folder).partition(".")[0] in HOOKS
    )


def variables_in(template: Cookiecutter, files: Mapping[str, bytes]) -> Mapping[str, object]:
    """Return the variables of a template and their defaults.

    Raises:
        ValueError: if its ``cookiecutter.json`` is none; the text says why.
    """
    path = template.below(CONTEXT_NAME)
    if path not in files:
        raise ValueError(f"there is no `{path}`")
    try:
        found = json.loads(files[path])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"`{path}` is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise ValueError(f"`{path}` is no mapping")
    return found


def _extensions(template: Cookiecutter, files: Mapping[str, bytes]) -> tuple[str, ...]:
    found = variables_in(template, files).get("_extensions", [])
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),)
