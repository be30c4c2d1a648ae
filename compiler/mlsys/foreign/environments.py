"""The environments of Jinja in which templates of cookiecutter are rendered."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final, NoReturn

import jinja2
from cookiecutter import extensions
from cookiecutter.environment import ExtensionLoaderMixin, StrictEnvironment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mlsys.errors import MlsysError
from mlsys.foreign.confined import TOTAL_BYTES
from mlsys.foreign.cookiecutter import Job

_SYNTAX: Final = frozenset(
    {
        "block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
        "comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix",
        "trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline",
    }
)  # fmt: skip
"""What a template may say about its syntax."""


class _Sandboxed(ExtensionLoaderMixin, ImmutableSandboxedEnvironment):  # type: ignore[misc]
    """As the environment of cookiecutter, and out of reach of objects."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, **kwargs)


class Environments:
    """Makes the environments of one job: the same document gives the same files, and only so much of them."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._seed = hashlib.sha256(json.dumps(dict(job.context), sort_keys=True).encode()).digest()
        self._identities = self._draw()
        self._written = 0
        extensions.arrow = SimpleNamespace(now=self._now)

    def make(self, context: dict[str, Any]) -> jinja2.Environment:
        """Return an environment for ``context``, in the place of the function of cookiecutter.

        Raises:
            MlsysError: if the template wants another syntax than Jinja has.
        """
        syntax = context.get("cookiecutter", {}).get("_jinja2_env_vars", {})
        if not isinstance(syntax, dict) or set(syntax) - _SYNTAX:
            raise MlsysError(
                f"blueprint `{self._job.name}`: `_jinja2_env_vars` may set {', '.join(sorted(_SYNTAX))}"
            )
        kind = StrictEnvironment if self._job.trusted else _Sandboxed
        environment: jinja2.Environment = kind(context=context, **{"keep_trailing_newline": True, **syntax})
        environment.template_class = self._counting()
        environment.globals.update(uuid4=self._identity, random_ascii_string=self._random)
        for table, names in ((environment.filters, ["random"]), (environment.globals, ["lipsum"])):
            for name in names:
                table.pop(name, None)
        return environment

    def check_marks(self, values: object, context: dict[str, Any]) -> None:
        """Refuse values that the template would take for syntax of its own.

        Raises:
            MlsysError: at the first of them.
        """
        env = self.make(context)
        marks = (
            env.variable_start_string, env.block_start_string, env.comment_start_string,
            env.line_statement_prefix, env.line_comment_prefix,
        )  # fmt: skip
        for text in _texts(values):
            for mark in filter(None, marks):
                if mark in text:
                    raise MlsysError(
                        f"blueprint `{self._job.name}`: {text!r} holds `{mark}`, which begins an expression",
                        help="change the text in the document",
                    )

    def _counting(self) -> type[jinja2.Template]:
        environments = self

        class Counted(jinja2.Template):
            def render(self, *args: Any, **kwargs: Any) -> str:
                text = super().render(*args, **kwargs)
                environments._count(len(text))
                return text

        return Counted

    def _count(self, size: int) -> None:
        self._written += size
        if self._written > TOTAL_BYTES:
            raise MlsysError(f"the files of blueprint `{self._job.name}` grow beyond {TOTAL_BYTES >> 20} MiB")

    def _draw(self) -> Iterator[str]:
        number = 0
        while True:
            drawn = hashlib.sha256(self._seed + number.to_bytes(8)).digest()[:16]
            yield str(uuid.UUID(bytes=drawn, version=4))
            number += 1

    def _identity(self) -> str:
        return next(self._identities)

    def _random(self, length: int, punctuation: bool = False) -> NoReturn:
        raise MlsysError(
            f"blueprint `{self._job.name}` uses `random_ascii_string`, which is another at each compilation",
            help="`exclude` the file, or let the project make its secrets itself",
        )

    def _now(self, timezone: str) -> Any:
        if not self._job.date:
            raise MlsysError(
                f"blueprint `{self._job.name}` uses the time of day, which is another at each compilation",
                help="name a day in its manifest: `cookiecutter: {date: 2026-01-31}`",
            )
        import arrow

        return arrow.get(self._job.date, tzinfo=timezone)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                yield from _texts(key)
                yield from _texts(item)
        case list() | tuple():
            for item in value:
                yield from _texts(item)
