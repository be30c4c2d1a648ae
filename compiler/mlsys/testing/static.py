"""What can be told of a blueprint without a document: names in templates, claims, unused macros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.blueprints.model import Blueprint, TemplateFile
from mlsys.planning.engines import rule_of
from mlsys.testing.problems import Problem

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

    from mlsys.blueprints.model import Delimiters

_CLAIM_STEPS = 40


def unknown_variables(blueprint: Blueprint, known: Iterable[str]) -> Iterator[Problem]:
    """Yield the names in templates and macros that nothing defines, also where no case comes by.

    Args:
        blueprint: with what it extends.
        known: the names that every template sees.
    """
    names = frozenset(known)
    for place, tree, each in _trees(blueprint):
        if isinstance(tree, Problem):
            yield tree
            continue
        yield from _undefined(place, tree, names | {"each"} if each else names)


def unused_macros(blueprint: Blueprint) -> Iterator[Problem]:
    """Yield the files of macros that no template imports."""
    from jinja2 import meta

    asked: set[str | None] = set()
    for _, tree, _ in _trees(blueprint):
        if not isinstance(tree, Problem):
            asked |= set(meta.find_referenced_templates(tree))
    if None in asked:  # the name is put together while rendering
        return
    for path in blueprint.partials:
        if f"{blueprint.name}:{path}" not in asked:
            yield Problem("unused", str(blueprint.folder / path), "no template imports it")


def unknown_claims(blueprint: Blueprint) -> Iterator[Problem]:
    """Yield the claims that are about no place of the language."""
    from mlsys.diagnostics.suggest import closest
    from mlsys.planning.claims import steps_of
    from mlsys.spec.fields import EXTENSION_PREFIX
    from mlsys.spec.lookup import fields, places

    for rule in blueprint.manifest.enforces:
        for claim in rule.claims:
            reached: tuple[str | int, ...] = ()
            for step in steps_of(claim)[:_CLAIM_STEPS]:
                if step == "**" or step.startswith(EXTENSION_PREFIX):
                    break
                known = [name for place in places(reached) for name in fields(place.kind)]
                following = next((s for s in (step, 0) if places((*reached, s))), None)
                if following is None or (following == 0 and step != "*" and not step.isdigit()):
                    near = closest(step, known)
                    help_ = f"did you mean `{near}`?" if near else ""
                    message = f"the claim `{claim}` is about no place of a document: `{step}`"
                    yield Problem("claims", str(blueprint.folder / "blueprint.yaml"), message, help_)
                    break
                reached = (*reached, following)


def _trees(blueprint: Blueprint) -> Iterator[tuple[Path, nodes.Template | Problem, bool]]:
    """Yield each template and file of macros, parsed, and whether it is one for each item of something."""
    from mlsys.blueprints.model import Delimiters

    for template in _own(blueprint):
        rule = rule_of(template.target, blueprint.manifest.files)
        delimiters = rule.delimiters if rule is not None else Delimiters.BRACES
        place = blueprint.folder / template.path
        yield (
            place,
            _parsed(blueprint, place, template.content, delimiters),
            rule is not None and bool(rule.each),
        )
    for path, content in blueprint.partials.items():
        place = blueprint.folder / path
        yield place, _parsed(blueprint, place, content, Delimiters.BRACES), True


def _own(blueprint: Blueprint) -> Iterator[TemplateFile]:
    for template in blueprint.templates.values():
        if template.blueprint == blueprint.name and template.rendered:
            yield template


def _parsed(
    blueprint: Blueprint, place: Path, content: bytes, delimiters: Delimiters
) -> nodes.Template | Problem:
    from jinja2 import TemplateError

    try:
        text = content.decode()
        environment = _environment(blueprint, delimiters)
        environment.compile(text, str(place), str(place))
        return environment.parse(text)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        return Problem("variables", f"{place}:{line}" if line else str(place), str(error.message))
    except UnicodeDecodeError:
        return Problem("variables", str(place), "the template is not UTF-8")


def _environment(blueprint: Blueprint, delimiters: Delimiters) -> Environment:
    from mlsys.render.environment import make_environment

    return make_environment(blueprint.lineage(), delimiters, sandboxed=True)


def _undefined(place: Path, tree: nodes.Template, known: frozenset[str]) -> Iterator[Problem]:
    from jinja2 import meta, nodes

    from mlsys.diagnostics.suggest import closest

    for name in sorted(meta.find_undeclared_variables(tree) - known):
        if name in ("caller", "varargs", "kwargs", "range", "dict", "namespace", "cycler", "joiner"):
            continue
        line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
        near = closest(name, known)
        help_ = f"did you mean `{near}`?" if near else ""
        yield Problem("variables", f"{place}:{line}", f"nothing defines `{name}`", help_)
