"""Protective limits of the service; they are no promises of the design, so they stand here."""

from typing import Final

MAX_BODY_BYTES: Final = 1_048_576
# Beyond this a call would wait longer than the timeout anyway: answer with the fallback at once.
MAX_PENDING_RECORDS: Final = 8_192
MODEL_POLL_SECONDS: Final = 1.0
DRAIN_SECONDS: Final = 20
LOG_CAPACITY: Final = 100_000
LOG_FLUSH_SECONDS: Final = 0.5
