"""Artefacts that another engine makes: cookiecutter decides which files there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from mlsys.blueprints import glob
from mlsys.blueprints.condition import ConditionError
from mlsys.blueprints.cookiecutter import Cookiecutter, evaluated, variables_in
from mlsys.blueprints.model import Blueprint, FileRule, MadeFile
from mlsys.planning.model import Artefact
from mlsys.planning.namespace import Namespace

if TYPE_CHECKING:
    from mlsys.foreign.cookiecutter import Job, Made


def rule_of(path: str, rules: tuple[FileRule, ...]) -> FileRule | None:
    """Return the rule that holds for the file at ``path``: the last that matches."""
    return next((rule for rule in reversed(rules) if glob.matches(rule.path, path)), None)


def former_path(moved: Mapping[str, str]) -> Callable[[str], str | None]:
    """Return what tells where the file of today's path was; a file that is named counts before its folder."""
    files = {glob.canonical(new): old for old, new in moved.items()}
    folders = [(new.removesuffix("**"), old.removesuffix("**")) for new, old in files.items() if "**" in new]

    def before(path: str) -> str | None:
        inside = (old + path.removeprefix(new) for new, old in folders if path.startswith(new))
        return files.get(path) or next(inside, None)

    return before


def artefacts_of_template(blueprint: Blueprint, namespace: Namespace) -> Iterator[Artefact]:
    """Yield the artefacts of a blueprint whose files cookiecutter makes.

    Raises:
        ConditionError: if the document does not go with the template.
        MlsysError: if the template cannot be rendered.
    """
    template = blueprint.manifest.cookiecutter
    assert template is not None
    context = json.dumps(_context(blueprint, template, namespace), sort_keys=True)
    before = former_path(blueprint.manifest.moved)
    for path, made in _made(_Key(blueprint, context)).items():
        if any(glob.matches(pattern, path) for pattern in template.exclude):
            continue
        rule = rule_of(path, blueprint.manifest.files)
        if rule is None:
            raise ConditionError(
                f"`{path}` matches no rule, so it has no owner; add one to `files`, or `exclude` it"
            )
        if rule.when is None or namespace.holds(rule.when):
            source = MadeFile(blueprint.name, made.content)
            yield Artefact(path, rule.owner, source, made.executable, formerly=rule.formerly or before(path))


def _context(blueprint: Blueprint, template: Cookiecutter, namespace: Namespace) -> dict[str, object]:
    """Return the values of the variables that the manifest takes from the document."""
    variables = variables_in(template, blueprint.files)
    found = {name: evaluated(value, namespace.lookup) for name, value in template.context.items()}
    for name, value in found.items():
        if value is not None and (trouble := _misfit(value, variables[name])):
            raise ConditionError(f"the variable `{name}` of the template {trouble}")
    return {name: value for name, value in found.items() if value is not None}


def _misfit(value: object, default: object) -> str:
    """Return why ``value`` cannot stand for a variable with this default; empty if it can."""
    match default:
        case list() if value not in default:
            return f"is one of {', '.join(map(str, default))}, not `{value}`"
        case bool() if not isinstance(value, bool):
            return f"is true or false, not `{value}`"
        case Mapping() if not isinstance(value, Mapping):
            return f"is a mapping, not `{value}`"
        case str() if isinstance(value, (Mapping, list)):
            return "is a text"
    return ""


class _Key:
    """What the files that a template makes depend on."""

    def __init__(self, blueprint: Blueprint, context: str) -> None:
        self.blueprint, self.context = blueprint, context
        self._parts = (blueprint.digest, context, blueprint.trusted)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)


@lru_cache(maxsize=4)
def _made(key: _Key) -> Mapping[str, Made]:
    from mlsys.foreign.cookiecutter import make

    return make(_job(key.blueprint, json.loads(key.context)))


def _job(blueprint: Blueprint, context: Mapping[str, object]) -> Job:
    from mlsys.foreign.cookiecutter import Job, Made

    template = blueprint.manifest.cookiecutter
    assert template is not None
    prefix = template.below("")
    executable = blueprint.contents.executable
    files = {
        path.removeprefix(prefix): Made(content, executable[path])
        for path, content in blueprint.files.items()
        if path.startswith(prefix)
    }
    return Job(
        name=blueprint.name,
        files=files,
        context=context,
        code=blueprint.code,
        hooks=template.hooks is True,
        trusted=blueprint.trusted,
        exclude=tuple(glob.compile_glob(pattern).pattern for pattern in template.exclude),
        into=f"{template.into}/" if template.into else "",
        date=template.date,
    )
