"""Where artefacts stand, and what they may take; the environment changes it without a change of code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MODELS: Final = Path(os.environ.get("MODELS_DIR", "models"))
PREDICTIONS: Final = Path(os.environ.get("PREDICTIONS_DIR", "predictions"))
REPORTS: Final = Path(os.environ.get("REPORTS_DIR", "reports"))

# More threads than free cores make training slower by far, and results do not depend on them.
THREADS: Final = int(os.environ.get("TRAINING_THREADS", "1"))
