"""Texts inside of other syntax: comments, docstrings, code spans, templates of other tools."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Callable, Mapping

from mlsys.render import markup
from mlsys.render.markup import visible


def comment(text: object) -> str:
    """Return ``text`` for the rest of a line behind ``#``."""
    line = visible(text)
    # Make continues a comment, as any line, behind a backslash.
    return f"{line}." if line.endswith("\\") else line


def wrap_comment(text: object, prefix: str = "# ", *, indent: int = 0, width: int = 110) -> str:
    """Return ``text`` as comment lines; the template writes the indentation of the first one."""
    lines: list[str] = []
    for paragraph in str(text).strip().splitlines() or [""]:
        room = width - indent - len(prefix)
        lines += textwrap.wrap(visible(paragraph), room, break_long_words=False) or [""]
    return ("\n" + " " * indent).join((prefix + comment(line)).rstrip() for line in lines)


def docstring(text: object) -> str:
    """Return ``text`` on one line for a place between ``\"\"\"``."""
    line = visible(text).replace("\\", "\\\\").replace('"""', r"\"\"\"")
    return line[:-1] + r"\"" if line.endswith('"') else line


def code_span(text: object) -> str:
    """Return ``text`` as a code span of Markdown, also inside of a table."""
    line = visible(text).replace("|", r"\|")
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def workflow(value: object) -> str:
    """Return ``value`` as YAML in which GitHub finds no expression."""
    return markup.yaml(_mapped(value, lambda text: text.replace("${{", "${{ '${{' }}")))


def go_template(value: object) -> str:
    """Return ``value`` as YAML in which Prometheus and Alertmanager find no template."""
    return markup.yaml(_mapped(value, lambda text: text.replace("{{", '{{ "{{" }}')))


def compose(value: object) -> str:
    """Return ``value`` as YAML in which docker compose finds no variable."""
    return markup.yaml(_mapped(value, lambda text: text.replace("$", "$$")))


def make_word(text: object) -> str:
    """Return ``text`` as one word of the shell in a recipe of Make."""
    return shlex.quote(visible(text)).replace("$", "$$")


def make_value(text: object) -> str:
    """Return ``text`` as the value of a variable of Make that recipes use as ``"$(NAME)"``."""
    return re.sub(r'([\\"`$])', r"\\\1", visible(text)).replace("$", "$$").replace("#", r"\#")


def mermaid(text: object) -> str:
    """Return ``text`` as a quoted label of a Mermaid diagram in Markdown."""
    return '"' + re.sub(r'[#"<>`]', lambda match: f"#{ord(match[0])};", visible(text)) + '"'


def promql(text: object) -> str:
    """Return ``text`` as a string of PromQL, which still has to be escaped for the file around it."""
    return markup.json(str(text))


def owner_word(text: object) -> str:
    """Return ``text`` as one word of CODEOWNERS: a handle or an address."""
    return re.sub(r"[^A-Za-z0-9_.@/+-]+", "-", str(text))


def repository(image: str) -> str:
    """Return the name of ``image`` without its tag and digest, not escaped yet."""
    host, slash, last = image.partition("@")[0].rpartition("/")
    return host + slash + last.partition(":")[0]


def dockerfile(text: object) -> str:
    """Return ``text`` as a quoted value of a Dockerfile, such as that of a label."""
    return '"' + re.sub(r'([\\"$`])', r"\\\1", visible(text)) + '"'


def _mapped(value: object, change: Callable[[str], str]) -> object:
    match value:
        case str():
            return change(str.__str__(value))
        case Mapping():
            return {key: _mapped(item, change) for key, item in value.items()}
        case list() | tuple():
            return [_mapped(item, change) for item in value]
    return value
