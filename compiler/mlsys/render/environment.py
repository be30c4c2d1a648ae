"""The Jinja environments of templates."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mlsys.blueprints.model import Blueprint, Delimiters
from mlsys.render.delimiters import MARKS
from mlsys.render.escaping import escape_by_context
from mlsys.render.filters import FILTERS


def make_environment(
    blueprints: Iterable[Blueprint], delimiters: Delimiters, *, sandboxed: bool, cache: Path | None
) -> jinja2.Environment:
    """Return an environment that finds templates as ``blueprint:template/path``.

    Args:
        blueprints: where templates come from, parents included.
        delimiters: the marks of template syntax.
        sandboxed: whether templates of strangers are rendered, which must not reach into objects.
        cache: the folder of compiled templates; ``None`` for none.
    """
    sources = dict(_sources(blueprints))
    kind = ImmutableSandboxedEnvironment if sandboxed else jinja2.Environment
    environment = kind(
        loader=jinja2.FunctionLoader(lambda name: _load(name, sources)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=None if cache is None else _ContentCache(cache, f"{delimiters.value}-{sandboxed}"),
        **MARKS[delimiters],  # type: ignore[arg-type]
    )
    environment.filters.update(FILTERS)
    escape_by_context(environment)
    # The same specification gives the same bytes, so nothing in reach of a template may be random.
    del environment.filters["random"]
    del environment.globals["lipsum"]
    return environment


def template_name(blueprint: str, stored: str) -> str:
    """Return the name of a template file as the environments know it."""
    return f"{blueprint}:template/{stored}"


def _sources(blueprints: Iterable[Blueprint]) -> Iterator[tuple[str, bytes]]:
    for blueprint in blueprints:
        for template in blueprint.templates.values():
            yield template_name(template.blueprint, template.stored), template.content
        for path, content in blueprint.partials.items():
            yield f"{blueprint.name}:{path}", content


def _load(name: str, sources: Mapping[str, bytes]) -> tuple[str, str, None] | None:
    # The name stands in for the file name, so that compiled templates are the same on every machine.
    return (sources[name].decode(), str.__str__(name), None) if name in sources else None


class _ContentCache(jinja2.BytecodeCache):
    """Compiled templates by content, so that no change of a blueprint can meet a stale one."""

    def __init__(self, folder: Path, dialect: str) -> None:
        self._folder = folder
        self._dialect = dialect

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the bucket of ``source``, filled when it was compiled before."""
        key = hashlib.sha256(
            f"{jinja2.__version__}\0escaped\0{self._dialect}\0{name}\0{source}".encode()
        ).hexdigest()
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill ``bucket`` from the folder; a missing or foreign file counts as not compiled yet."""
        try:
            with open(self._folder / bucket.key, "rb") as file:
                # Compiled code is executed: a file that somebody else can have put there is not loaded.
                if not hasattr(os, "getuid") or os.fstat(file.fileno()).st_uid == os.getuid():
                    bucket.load_bytecode(file)
        except (OSError, ValueError, EOFError, TypeError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep ``bucket``; a full or read-only cache folder costs speed only."""
        temporary = self._folder / f".{bucket.key}.{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(temporary, "wb") as file:
                bucket.write_bytecode(file)
            os.replace(temporary, self._folder / bucket.key)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
