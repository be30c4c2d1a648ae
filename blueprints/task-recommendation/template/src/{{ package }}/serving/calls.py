"""From the body of a call to what is asked."""

from __future__ import annotations

import msgspec

from ..task.answers import RecommendCall


class Violation(msgspec.Struct, frozen=True):
    """One fault of a request body."""

    field: str
    reason: str
    message: str


class InvalidBodyError(Exception):
    """The body breaks the contract, and is refused for it."""

    def __init__(self, *violations: Violation) -> None:
        """Carry every fault that was found."""
        super().__init__(violations)
        self.violations = violations


DECODER = msgspec.json.Decoder(RecommendCall)


def read(body: bytes) -> RecommendCall:
    """What the body asks.

    Raises:
        InvalidBodyError: naming the first field that is wrong.
    """
    try:
        return DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise InvalidBodyError(violation(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidBodyError(Violation("", "malformed_json", str(error)[:200])) from None


def violation(message: str) -> Violation:
    """The fault that the decoder tells, as "Expected `int`, got `str` - at `$.k`"."""
    told, _, path = message.partition(" - at `$")
    field = path.strip("`.").partition("[")[0]
    if "unknown field" in told:
        return Violation("", "unknown_field", told[:80])
    return Violation(field, "type" if ", got `" in told else "range", told)
