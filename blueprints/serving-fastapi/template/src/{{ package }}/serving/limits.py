"""Protective limits of the service; they are no promises of the design, so they stand here."""

from typing import Final

MAX_BODY_BYTES: Final = 1_048_576
# A body up to here may always come in; larger ones share the room for bodies that are not read to their end.
SMALL_BODY_BYTES: Final = 65_536
UNREAD_BODIES_BYTES: Final = 33_554_432
# A caller that takes longer for its headers, or for its body, is cut off.
HEADER_SECONDS: Final = 10.0
BODY_SECONDS: Final = 10.0
MAX_HEADER_BYTES: Final = 16_384
MAX_CONNECTIONS: Final = 2_000
# A key is written to the prediction log with every answer.
MAX_KEY_LENGTH: Final = 256
# The timeout of the design is for a call of up to so many records; a longer list gets as many times more.
RECORDS_PER_TIMEOUT: Final = 100
# One run of the model takes at most so many records, or one call: a longer run would delay the next.
MAX_RECORDS_PER_RUN: Final = 500
# The first retry of a model that could not be loaded comes at the next look, the later ones ever more rarely.
MODEL_POLL_SECONDS: Final = 1.0
MODEL_RETRY_SECONDS: Final = 30.0
DRAIN_SECONDS: Final = 20
LOG_CAPACITY: Final = 100_000
LOG_FLUSH_SECONDS: Final = 0.5
