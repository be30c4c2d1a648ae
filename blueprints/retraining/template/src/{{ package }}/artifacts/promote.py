"""Make a version the champion; without one, the challenger."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..config.settings import MODELS
from . import registry
from .manifest import CorruptArtefactError, read_manifest
from .model_store import NoModelError, read_pointer


def promote(version: str | None, models: Path) -> str:
    """Promote a version whose artefact is whole; running services pick it up within seconds.

    Raises:
        NoModelError: when no version is named and there is no challenger.
        CorruptArtefactError: when the artefact was changed.
        FileNotFoundError: when there is no such version.
    """
    chosen = version or read_pointer("challenger", models).version
    read_manifest(models / chosen)
    registry.promote(chosen, models)
    return chosen


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", nargs="?")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of models and pointers")
    options = parser.parse_args()
    try:
        chosen = promote(options.version, options.models)
    except (NoModelError, CorruptArtefactError, FileNotFoundError) as error:
        print(f"promote: {error}", file=sys.stderr)
        return 1
    print(f"promote: {chosen} is the champion")
    return 0


if __name__ == "__main__":
    sys.exit(main())
