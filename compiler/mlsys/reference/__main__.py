"""``python -m mlsys.reference DIR`` writes the reference pages anew."""

from __future__ import annotations

import sys
from pathlib import Path

from mlsys.reference.pages import write

if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
