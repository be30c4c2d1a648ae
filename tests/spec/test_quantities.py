"""Quantities read what people write and write what they read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mlsys.spec.quantities import SECONDS_PER, ByteSize, Duration, Effort, Money, MoneyRate, Quantity, Rate
from mlsys.spec.ranges import Availability, Bounds, Figure, Growth, Range
from mlsys.spec.scalars import format_number, format_percent, format_scaled, parse_number, parse_percent
from mlsys.spec.types import Cost, Count, Interval, Level, OpenRatio, RateRange, Ratio

KINDS = (Duration, ByteSize, Rate, Money, MoneyRate, Effort, Bounds, Figure, Availability, Growth)
AMOUNTS = st.floats(min_value=1e-9, max_value=1e12) | st.integers(0, 10**9).map(float)
CURRENCIES = st.sampled_from(["USD", "EUR"])


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_the_pattern_accepts_is_read_and_written_back(kind: type[Quantity], data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(kind.PATTERN, re.ASCII), fullmatch=True))
    quantity = kind.parse(text)
    assert kind.parse(str(quantity)) == quantity


@pytest.mark.parametrize("kind", KINDS)
def test_examples_are_in_their_own_form(kind: type[Quantity]) -> None:
    for text in kind.EXAMPLES:
        assert str(kind.parse(text)) == text


@given(AMOUNTS)
def test_computed_durations_read_back(seconds: float) -> None:
    assert Duration.parse(str(Duration(seconds))).seconds == pytest.approx(seconds)


@given(st.integers(0, 10**15))
def test_computed_sizes_read_back(size: int) -> None:
    assert ByteSize.parse(str(ByteSize(size))) == ByteSize(size)


@given(AMOUNTS, CURRENCIES, st.sampled_from(["h", "d", "w", "month", "year"]))
def test_computed_money_reads_back(amount: float, currency: str, period: str) -> None:
    assert Money.parse(str(Money(amount, currency))) == Money(amount, currency)
    assert MoneyRate.parse(str(MoneyRate(amount, currency, period))) == MoneyRate(amount, currency, period)


@given(AMOUNTS)
def test_numbers_read_back(value: float) -> None:
    assert float(parse_number(format_number(value))) == value
    assert float(parse_number(format_scaled(value))) == value
    assert parse_percent(format_percent(value)) == value


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("50ms", 0.05), ("1.5h", 5400.0), ("2w", 1_209_600.0), ("30 d", 2_592_000.0), ("0s", 0.0)],
)
def test_durations_count_seconds(text: str, seconds: float) -> None:
    assert Duration.parse(text).seconds == seconds
    assert str(Duration.parse(text)) == text


@pytest.mark.parametrize("text", ["5", "5 minutes", "5M", "5y", "5m", "1h30min", "-5s", "5s\n", "٥s", ""])
def test_other_durations_are_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"ms, s, min, h, d or w"):
        Duration.parse(text)


def test_durations_compare_by_length_not_spelling() -> None:
    assert Duration.parse("24h") == Duration.parse("1d") < Duration.parse("25h")
    assert hash(Duration.parse("24h")) == hash(Duration.parse("1d"))


def test_rates_and_money_convert() -> None:
    assert Rate.parse("86.4k/d").per_second == 1
    assert Rate.parse("1/s").per_day == 86_400
    assert MoneyRate.parse("12k USD/year").per("month") == pytest.approx(1000)
    assert SECONDS_PER["year"] == 12 * SECONDS_PER["month"]


def test_ranges_keep_their_ends_as_written() -> None:
    traffic = Range.parse("1M/d..3M/d", Rate)
    assert (str(traffic.low), str(traffic.high), str(traffic)) == ("1M/d", "3M/d", "1M/d..3M/d")
    assert str(Range.parse("20k/d", Rate)) == "20k/d"
    assert Range.parse("3/s..1/s", Rate).low > Range.parse("3/s..1/s", Rate).high


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [("0..120", 120, 121), ("0..", 1e9, -1), ("..1", -5, 2), ("-1..1", -1, -1.1), ("1e-3..2k", 2000, 0)],
)
def test_bounds_know_what_is_inside(text: str, inside: float, outside: float) -> None:
    bounds = Bounds.parse(text)
    assert inside in bounds
    assert outside not in bounds


def test_figures_keep_their_unit() -> None:
    assert Figure.parse("2.2%") == Figure(0.022, "ratio")
    assert Figure.parse("900k USD/year") == Figure(900_000, "USD/year")


@pytest.mark.parametrize(
    ("kind", "value", "bound"),
    [
        (Ratio, "99.9%", 0.999),
        (Ratio, 1, 1.0),
        (Level, "-5%", -0.05),
        (Count, "1.5M", 1_500_000),
        (Cost, 50, Money(50)),
        (Cost, "20 USD", Money(20, "USD")),
        (RateRange, "1/s..2/s", Range(Rate(1), Rate(2))),
    ],
)
def test_shared_types_bind(kind: object, value: object, bound: object) -> None:
    assert TypeAdapter(kind).validate_python(value) == bound


@pytest.mark.parametrize("kind", [Duration, ByteSize, Rate, MoneyRate])
def test_a_bare_number_is_no_quantity(kind: type[Quantity]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(5)


@pytest.mark.parametrize("kind", [Ratio, OpenRatio, Level, Cost, Count, Interval, RateRange])
@given(data=st.data())
def test_what_the_schema_of_a_shared_type_accepts_binds(kind: object, data: st.DataObject) -> None:
    form = kind.__metadata__[-1]  # type: ignore[attr-defined]
    text = data.draw(st.from_regex(re.compile(form.pattern, re.ASCII), fullmatch=True))
    TypeAdapter(kind).validate_python(text)
