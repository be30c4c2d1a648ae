"""What names of columns say."""

from __future__ import annotations

import pytest

from mlsys.spec.expressions import parse
from mlsys.starter import names


@pytest.mark.parametrize(
    "name",
    [
        *("sex", "Gender", "Geschlecht", "sexo", "płeć", "is_female", "personal_status_sex", "race", "raça"),
        *("Religion", "religião", "ethnicity", "age", "Alter", "age_group", "customerAge", "edad"),
        *(
            "Staatsangehörigkeit",
            "nationality",
            "maritalStatus",
            "Familienstand",
            "birth_year",
            "senior_citizen",
        ),
    ],
)
def test_attributes_that_the_law_protects_are_known_in_many_languages(name):
    assert names.protected(name)


@pytest.mark.parametrize(
    "name", ["HouseAge", "account_age", "race_time", "genre", "sextant", "wage", "page", "tenure", "mileage"]
)
def test_what_only_sounds_like_an_attribute_is_none(name):
    assert not names.protected(name)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        *((name, True) for name in ("Name", "first_name", "e-mail", "phone number", "Nachname")),
        *((name, False) for name in ("PhoneService", "product_name", "address_changes")),
    ],
)
def test_names_and_addresses_of_people(name, people):
    assert names.names_people(name) is people


@pytest.mark.parametrize("name", ["Kunden-Nr", "customerID", "user_id", "ID", "order number", "uuid"])
def test_keys_are_known_by_name(name):
    assert names.named_like_key(name)


@pytest.mark.parametrize("name", ["paid", "nose", "monkey", "number_of_rooms", "idle"])
def test_other_names_are_no_keys(name):
    assert not names.named_like_key(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gekündigt?", "gekuendigt"),
        ("Größe cm", "groesse_cm"),
        ("1st_order", "column_1st_order"),
        ("class", "column_class"),
        ("true", "column_true"),
        ("płeć", "plec"),
        ("日本", "column"),
        ("a-b.c", "a_b_c"),
        ("is " * 100, ("is_" * 20).rstrip("_")),
    ],
)
def test_an_identifier_can_stand_in_a_rule(text, name):
    assert names.identifier(text) == name
    assert names.can_stand_in_a_rule(name)
    assert parse(f"{name} > 1").expression is not None


@pytest.mark.parametrize("name", ["is active?", "class", "1st", "a-b", "true", "min"])
def test_other_names_cannot(name):
    assert not names.can_stand_in_a_rule(name)


@pytest.mark.parametrize(
    ("name", "low", "high", "limits"),
    [
        ("month", 2, 11, ("1", "12")),
        ("Monat", 1, 12, ("1", "12")),
        ("months", 2, 11, None),
        ("month", 0, 11, None),
        ("year", 1987, 2021, ("1700", "2100")),
        ("discount_pct", 0, 0.4, ("0", "1")),
        ("discount percent", 0, 40, ("0", "100")),
        ("Latitude", 32.5, 41.9, ("-90", "90")),
        ("income", 1, 12, None),
    ],
)
def test_limits_follow_the_meaning_where_the_numbers_fit(name, low, high, limits):
    assert names.limits_by_meaning(name, low, high) == limits
