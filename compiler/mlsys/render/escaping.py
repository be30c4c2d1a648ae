"""No text of a document changes the structure of a file.

A template prints only what was written in it, what means the same in every language, and what an escaping
filter prepared for the language of the file. Anything else is a fault of the template, told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Any, Final

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Concat, Const


class Language(Enum):
    """What a filter prepared a text for."""

    PYTHON = auto()
    YAML = auto()
    JSON = auto()
    TOML = auto()
    MARKDOWN = auto()
    COMMENT = auto()
    """Behind ``#``, to the end of the line."""
    WORKFLOW = auto()
    """YAML in which GitHub evaluates ``${{ }}``."""
    GO_TEMPLATE = auto()
    """YAML in which Prometheus or Alertmanager evaluates ``{{ }}``."""
    COMPOSE = auto()
    """YAML in which docker compose replaces ``$NAME``."""
    MAKE = auto()
    PROMQL = auto()
    """A string in an expression; no file holds expressions as they are."""
    DOCKERFILE = auto()


_YAML: Final = frozenset({Language.YAML, Language.JSON, Language.COMMENT})
_BY_PATH: Final[tuple[tuple[re.Pattern[str], frozenset[Language]], ...]] = tuple(
    (re.compile(pattern), languages)
    for pattern, languages in (
        (r"\.github/workflows/.*\.ya?ml\Z", frozenset({Language.WORKFLOW, Language.COMMENT})),
        (r"(.*/)?compose[^/]*\.ya?ml\Z", frozenset({Language.COMPOSE, Language.COMMENT})),
        (
            r"monitoring/([^/]*_rules|alertmanager[^/]*)\.ya?ml\Z",
            frozenset({Language.GO_TEMPLATE, Language.COMMENT}),
        ),
        (r".*\.ya?ml\Z", _YAML),
        (r".*\.py\Z", frozenset({Language.PYTHON, Language.COMMENT})),
        (r".*\.json\Z", frozenset({Language.JSON})),
        (r".*\.toml\Z", frozenset({Language.TOML, Language.COMMENT})),
        (r".*\.md\Z", frozenset({Language.MARKDOWN})),
        (r"(.*/)?Makefile\Z|.*\.mk\Z", frozenset({Language.MAKE, Language.COMMENT})),
        (r"(.*/)?Dockerfile[^/]*\Z", frozenset({Language.DOCKERFILE, Language.COMMENT})),
    )
)
_INERT: Final = re.compile(r"[A-Za-z0-9_/](?:[A-Za-z0-9_./-]*[A-Za-z0-9_/])?\Z")
"""Names and paths: no quote, blank, dollar, sign or line end; no option, no list item."""
_QUANTITY: Final = re.compile(r"[A-Za-z0-9_./%+-]+(?: [A-Za-z0-9_./%+-]+)*\Z")
"""``2k USD/month``, ``1M/d..3M/d``: how the language prints its own numbers and enumerations."""


class Unescaped(ValueError):
    """A template printed a text of the document as it was."""


class Code(str):
    """Text that may stand in a file as it is.

    Made by ``code``. Called as the sandbox does with what ``format`` returned, it gives plain text.
    """

    __slots__ = ("languages",)
    languages: frozenset[Language]

    def __new__(cls, text: str) -> str:  # type: ignore[misc]
        """Return plain text."""
        return str.__str__(text)

    def __str__(self) -> str:
        """Return itself, so that what Jinja collects remembers its language."""
        return self


def code(text: str, *languages: Language) -> Code:
    """Return ``text`` as source of ``languages``; of every language when there are none."""
    made = str.__new__(Code, text)
    made.languages = frozenset(languages)
    return made


def languages_of(path: str) -> frozenset[Language] | None:
    """Return the languages whose text may stand in the file at ``path``; ``None`` if there is none."""
    return next((languages for pattern, languages in _BY_PATH if pattern.match(path)), None)


def foreign(text: str, path: str) -> list[str]:
    """Return the languages that ``text`` was escaped for and the file at ``path`` is not written in.

    Of a file whose name tells no language the template knows best.
    """
    escaped: frozenset[Language] = getattr(text, "languages", frozenset())
    spoken = languages_of(path)
    return [] if spoken is None else sorted(language.name.casefold() for language in escaped - spoken)


def for_language(function: Callable[..., str], language: Language | None) -> Callable[..., Code]:
    """Return the filter ``function`` with its result marked as source of ``language``."""
    languages = () if language is None else (language,)

    def marked(*args: Any, **kwargs: Any) -> Code:
        return code(str(function(*args, **kwargs)), *languages)

    return marked


def escape_by_context(environment: jinja2.Environment) -> None:
    """Make ``environment`` refuse to print a text of the document that no filter has escaped."""
    environment.code_generator_class = _Generator
    environment.finalize = _printed
    environment.concat = _concat  # type: ignore[method-assign]
    environment.code = code  # type: ignore[attr-defined]
    environment.join_text = _join  # type: ignore[attr-defined]
    environment.filters["join"] = _joined
    for name in ("capitalize", "indent", "lower", "replace", "trim", "upper"):
        environment.filters[name] = _keeping(environment.filters[name])


class _Generator(CodeGenerator):
    """Marks the constants of templates, and keeps the mark where they are put together."""

    def visit_Const(self, node: Const, frame: Frame) -> None:
        self.write(_source(node.as_const(frame.eval_ctx)))

    def visit_Concat(self, node: Concat, frame: Frame) -> None:
        self.write("environment.join_text((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


def _source(value: object) -> str:
    match value:
        case str():
            return f"environment.code({str.__repr__(value)})"
        case dict():
            return "{" + ", ".join(f"{_source(key)}: {_source(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_source, value)) + "]"
        case tuple():
            return "(" + "".join(f"{_source(item)}, " for item in value) + ")"
    return repr(value)


@jinja2.pass_context
def _printed(_context: jinja2.runtime.Context, value: object) -> str:
    # Takes the context so that Jinja does not try it on constants while it compiles.
    text = _source_text(value)
    if text and not isinstance(text, Code):
        raise Unescaped(f"{text!r} is printed unescaped; use the filter for the language around it")
    return text


def _source_text(value: object) -> str:
    """Return ``value`` as text, marked as source when it means the same in every language."""
    if isinstance(value, Code):
        return value
    text = str(value.value if isinstance(value, Enum) else value)
    harmless = _INERT if isinstance(value, str) else _QUANTITY
    return code(text) if not text or harmless.match(text) else text


def _join(parts: Iterable[object]) -> str:
    texts = [_source_text(part) for part in parts]
    joined = "".join(texts)
    return code(joined, *_languages(texts)) if all(isinstance(text, Code) for text in texts) else joined


def _concat(parts: Iterable[str]) -> str:
    # Every part is text of the template or went through `_printed`.
    texts = list(parts)
    return code("".join(texts), *_languages(texts))


def _languages(texts: Iterable[str]) -> set[Language]:
    return {language for text in texts if isinstance(text, Code) for language in text.languages}


@jinja2.pass_environment
def _joined(
    environment: jinja2.Environment,
    values: Iterable[object],
    separator: str = "",
    attribute: str | None = None,
) -> str:
    """Join as Jinja does, but remember whether everything that is joined is source."""
    if attribute is not None:
        values = [environment.getitem(value, attribute) for value in values]
    parts: list[object] = []
    for value in values:
        parts += [separator, value] if parts else [value]
    return _join(parts)


def _keeping(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a text filter whose result is source again when everything that goes in is."""

    def kept(*args: Any, **kwargs: Any) -> str:
        result = str.__str__(function(*args, **kwargs))
        given = [_source_text(text) for text in (*args, *kwargs.values()) if isinstance(text, str)]
        return code(result, *_languages(given)) if all(isinstance(text, Code) for text in given) else result

    # Jinja reads from the function which of its own objects it wants as its first argument.
    if hasattr(function, "jinja_pass_arg"):
        kept.jinja_pass_arg = function.jinja_pass_arg  # type: ignore[attr-defined]
    return kept
