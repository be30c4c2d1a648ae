"""What ``mlsys --help`` says, apart from the library that reads command lines, which takes longer to load."""

from __future__ import annotations

from typing import Final

ROOMS: Final = {
    "writing": (
        "Write a specification",
        {
            "init": "Write a first specification, from a table or from nothing.",
            "profile": "Look at the data, and keep what it shows beside the specification.",
            "migrate": "Bring a specification to the current version of the language.",
            "reframe": "Rewrite a specification for another framing of its problem.",
            "lsp": "Serve an editor: findings, fixes and hover while typing.",
        },
    ),
    "checking": (
        "Check it",
        {
            "validate": "Check specifications: structure, meaning, feasibility.",
            "fleet": "Show the state of many systems: findings, owners, upgrades.",
            "diff": "Show what differs between two specifications, and whom it concerns.",
        },
    ),
    "compiling": (
        "Compile it, and live with the project",
        {
            "plan": "Show what compile would change, and what the change costs.",
            "compile": "Generate or update the project of a specification.",
            "status": "Show what of a compiled project was edited, and what is pending.",
            "eject": "Take over a generated file; compiling leaves it alone from then on.",
            "adopt": "Give a file that was ejected or deleted back to the compiler.",
            "patch": "Keep an edit of a managed file as a patch that is applied again each time.",
        },
    ),
    "proving": (
        "See that it holds",
        {
            "trace": "Show which artefact enforces which claim, and what can trip it.",
            "prove": "Run the saboteurs of a generated project.",
        },
    ),
    "explaining": (
        "Look things up",
        {
            "explain": "Explain a rule, a field with its value, a metric or a task.",
            "rules": "List the rules.",
            "schema": "Print the JSON Schema of a kind of document.",
            "blueprint": "List, add, pin, write and test the blueprints of projects.",
            "source": "Add and list the organisations whose presets and policies hold.",
            "trust": "Let code of others run, at one digest.",
        },
    ),
}
"""What users do, each in a folder of its own; a module there, with the name of the command, implements it."""

COMMANDS: Final = {name: line for _, commands in ROOMS.values() for name, line in commands.items()}
"""Every command with its line in the overview."""

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
"""


def overview() -> str:
    """Return the text, without a line end."""
    width = max(map(len, COMMANDS))
    lines = [_HEAD]
    for heading, commands in ROOMS.values():
        lines += [f"{heading}:", *(f"  {name:<{width}}  {line}" for name, line in commands.items()), ""]
    return "\n".join(lines).rstrip()


def module_of(command: str) -> str:
    """Return the name of the module that implements ``command``."""
    return next(f"mlsys.cli.{room}.{command}" for room, (_, commands) in ROOMS.items() if command in commands)
