"""From a plan to bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mlsys.blueprints.model import Delimiters, TemplateFile
from mlsys.errors import MlsysError
from mlsys.planning.model import Artefact, Plan
from mlsys.render.context import build_context
from mlsys.render.delimiters import has_syntax
from mlsys.render.tree import RenderedFile, RenderedTree
from mlsys.resources import templates_dir

if TYPE_CHECKING:
    import jinja2


class TemplateFault(MlsysError):
    """A template that cannot be rendered: a defect of its blueprint, not of the specification."""


def render(plan: Plan, wanted: Callable[[Artefact], bool] = lambda _: True) -> RenderedTree:
    """Return the files of ``plan``, all or those that are ``wanted``.

    Raises:
        TemplateFault: at the first template that fails, with its line.
    """
    renderer = _Renderer(plan)
    artefacts = [artefact for artefact in plan.artefacts if wanted(artefact)]
    renderer.render_foreign(artefacts)
    files = {artefact.path: renderer.render(artefact) for artefact in artefacts}
    return RenderedTree(MappingProxyType(files))


class _Renderer:
    """Renders the artefacts of one plan; makes the environments that they need, once each."""

    def __init__(self, plan: Plan) -> None:
        self._context = build_context(plan)
        self._blueprints = {ancestor.name: ancestor for b in plan.blueprints for ancestor in b.lineage()}
        self._environments: dict[tuple[Delimiters, bool], jinja2.Environment] = {}
        self._foreign: dict[str, bytes] = {}

    def render_foreign(self, artefacts: Iterable[Artefact]) -> None:
        """Render what strangers have written, all in one process of its own."""
        by_path = {
            artefact.path: artefact
            for artefact in artefacts
            if isinstance(artefact.source, TemplateFile) and self._is_foreign(artefact, artefact.source)
        }
        if not by_path:
            return
        from mlsys.foreign.confined import confined

        def render(path: str) -> bytes:
            artefact = by_path[path]
            assert isinstance(artefact.source, TemplateFile)
            return self._execute(artefact, artefact.source)

        # What both processes use is read and imported once, before they part.
        for artefact in by_path.values():
            self._environment(artefact)
        self._foreign = confined(
            render, by_path, lambda path: f"`{path}` of {by_path[path].blueprint}", TemplateFault
        )

    def _is_foreign(self, artefact: Artefact, source: TemplateFile) -> bool:
        """Return whether a template of strangers has to run."""
        foreign = not self._blueprints[artefact.blueprint].builtin
        return foreign and source.rendered and has_syntax(source.content, artefact.delimiters)

    def render(self, artefact: Artefact) -> RenderedFile:
        """Return the file of ``artefact``."""
        source = artefact.source
        return RenderedFile(
            path=artefact.path,
            content=self._content(artefact, source) if isinstance(source, TemplateFile) else source.content,
            owner=artefact.owner,
            blueprint=artefact.blueprint,
            executable=artefact.executable,
            formerly=artefact.formerly,
            pattern=artefact.pattern,
            former_pattern=artefact.former_pattern,
        )

    def _content(self, artefact: Artefact, source: TemplateFile) -> bytes:
        if not source.rendered:
            return source.content
        if not has_syntax(source.content, artefact.delimiters):
            return source.content
        if artefact.path in self._foreign:
            return self._foreign[artefact.path]
        return self._execute(artefact, source)

    def _execute(self, artefact: Artefact, source: TemplateFile) -> bytes:
        # Jinja alone takes as long to import as the rest of the compiler, and most files do not need it.
        import jinja2

        from mlsys.render.environment import template_name
        from mlsys.render.escaping import Unescaped, foreign

        name = template_name(source.blueprint, source.stored)
        context: Mapping[str, Any] = self._context
        if artefact.each is not None:
            context = {**context, "each": artefact.each}
        try:
            text = self._environment(artefact).get_template(name).render(context)
            if languages := foreign(text, artefact.path):
                raise Unescaped(f"prints {', '.join(languages)} into {artefact.path}")
            return text.encode()
        except jinja2.TemplateSyntaxError as error:
            raise self._fault(artefact, f"{error.name or name}:{error.lineno}", error) from error
        except Exception as error:
            raise self._fault(artefact, _place(error, name), error) from error

    def _environment(self, artefact: Artefact) -> jinja2.Environment:
        from mlsys.render.environment import make_environment

        sandboxed = not self._blueprints[artefact.blueprint].builtin
        key = (artefact.delimiters, sandboxed)
        if key not in self._environments:
            self._environments[key] = make_environment(
                self._blueprints.values(),
                artefact.delimiters,
                sandboxed=sandboxed,
                compiled=templates_dir(),
            )
        return self._environments[key]

    def _fault(self, artefact: Artefact, place: str, error: Exception) -> TemplateFault:
        fault = TemplateFault(
            f"template {place}: {str(error) or type(error).__name__}",
            help="this is a defect of the blueprint; send its author the specification that shows it",
        )
        if self._blueprints[artefact.blueprint].builtin:
            fault.exit_code = 70
        return fault


def _place(error: Exception, name: str) -> str:
    """Return the innermost line of a template that ``error`` passed through."""
    place, traceback = name, error.__traceback__
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if ":template/" in filename or ":macros/" in filename:
            place = f"{filename}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
