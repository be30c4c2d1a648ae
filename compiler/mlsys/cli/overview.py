"""What ``mlsys --help`` says, apart from the library that reads command lines, which takes longer to load."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "init": "Write a first specification, from a table or from nothing.",
    "profile": "Look at the data, and keep what it shows beside the specification.",
    "validate": "Check specifications: structure, meaning, feasibility.",
    "plan": "Show what compile would change, and what the change costs.",
    "compile": "Generate or update the project of a specification.",
    "explain": "Explain a rule, a field with its value, a metric or a task.",
    "trace": "Show which artefact enforces which claim, and what can trip it.",
    "prove": "Run the saboteurs of a generated project.",
    "diff": "Show what differs between two specifications, and whom it concerns.",
    "status": "Show what of a compiled project was edited, and what is pending.",
    "eject": "Take over a generated file; compiling leaves it alone from then on.",
    "adopt": "Give a file that was ejected or deleted back to the compiler.",
    "patch": "Keep an edit of a managed file as a patch that is applied again each time.",
    "migrate": "Bring a specification to the current version of the language.",
    "rules": "List the rules.",
    "schema": "Print the JSON Schema of a kind of document.",
    "lsp": "Serve an editor: findings, fixes and hover while typing.",
    "blueprint": "List and show the blueprints that projects are made of.",
}
"""Every command with its line in the overview; a module of the same name implements it."""

_HEAD: Final = """\
Usage: mlsys [OPTIONS] COMMAND [ARGS]...

  The compiler for ML-system design documents.

  One mlsystem.yaml becomes a checked, complete project. Start with `mlsys
  init`, or with `mlsys validate` on a document that you have.

  Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 pending changes, 4 fault
  of the environment, 70 defect of mlsys, 130 interrupted.

Options:
  -V, --version  Print the version and exit.
  -h, --help     Show this message and exit.

Commands:
"""


def overview() -> str:
    """Return the text, without a line end."""
    width = max(map(len, COMMANDS))
    return _HEAD + "\n".join(f"  {name:<{width}}  {line}" for name, line in COMMANDS.items())
