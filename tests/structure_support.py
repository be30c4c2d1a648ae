"""What a generated file consists of, whatever its texts say."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml
from markdown_it import MarkdownIt

UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that no generated file holds as they are."""
_EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}")
_GO: Final = re.compile(r"\{\{(.*?)\}\}")
_MARKDOWN: Final = MarkdownIt("gfm-like", {"linkify": False})


def shape(path: str, text: str) -> Any:
    """Return the structure of the file at ``path``: everything but what its texts say.

    Raises:
        Exception: if the file is not well formed.
    """
    name = path.rpartition("/")[2]
    if path.startswith(".github/workflows/"):
        return [_nested(yaml.safe_load(text)), _evaluated(_EXPRESSION, text), _commands(yaml.safe_load(text))]
    if path.endswith("_rules.yml") or name == "alertmanager.yml":
        return [_nested(yaml.safe_load(text)), _evaluated(_GO, text)]
    if name.startswith("compose."):
        return [_nested(yaml.safe_load(text)), len(re.findall(r"(?<!\$)(?:\$\$)*\$(?!\$)", text))]
    if name == "Makefile":
        return _make(text)
    if name == "Dockerfile":
        return [line.split(" ")[0] for line in re.sub(r"\\\n", "", text).splitlines()]
    if name == "CODEOWNERS":
        return [line.split(" ")[0] for line in text.splitlines()]
    return _BY_SUFFIX.get(name.rpartition(".")[2], str)(text)


def _nested(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _nested(item) for key, item in value.items()}
        case list():
            return [_nested(item) for item in value]
        case str():
            return "text"
    return value


def _documents(text: str) -> Any:
    return [_nested(document) for document in yaml.safe_load_all(text)]


def _evaluated(marks: re.Pattern[str], text: str) -> list[str]:
    """Return the expressions that the tool evaluates, without those that only print their own mark."""
    return [inner.strip() for inner in marks.findall(text) if inner.strip(" '\"\\") not in ("${{", "{{")]


def _commands(workflow: Any) -> list[Any]:
    """Return what a workflow runs, which no text of a document may be part of."""
    steps = [step for job in workflow["jobs"].values() for step in job.get("steps", ())]
    return [step.get("run") or step.get("uses") for step in steps]


def _python(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = "text"
    return ast.dump(tree)


def _markdown(text: str) -> list[str]:
    kinds = []
    for token in _MARKDOWN.parse(text):
        kinds.append(f"{token.type} {token.tag} {token.info}")
        kinds += [child.type for child in token.children or () if child.type not in ("text", "text_special")]
    return kinds


def _make(text: str) -> list[str]:
    """Return the lines with the words of the shell in quotes, and the values of variables, left out."""
    lines = re.sub(r"'(?:[^']|'\"'\"')*'", "'…'", text).splitlines()
    return [
        re.sub(r"^(DATA \?=|\t\.venv-ui/bin/mlflow ui .* --backend-store-uri) .*", r"\1", line)
        for line in lines
    ]


_BY_SUFFIX: Final[Mapping[str, Callable[[str], Any]]] = {
    "json": lambda text: _nested(json.loads(text)),
    "md": _markdown,
    "py": _python,
    "toml": lambda text: _nested(tomllib.loads(text)),
    "yaml": _documents,
    "yml": _documents,
}
