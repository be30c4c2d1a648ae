"""`make rollback`: make the champion before this one the champion again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..config.settings import MODELS
from . import registry
from .model_store import NoModelError


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of models and pointers")
    options = parser.parse_args()
    try:
        version = registry.rollback(options.models)
    except (NoModelError, registry.NoEarlierChampionError) as error:
        print(f"rollback: {error}", file=sys.stderr)
        return 1
    print(f"rollback: {version} is the champion again; running services pick it up within seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
