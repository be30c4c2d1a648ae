"""What the name of a column says about its values, in the languages that tables are often written in."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import Final


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_LONGEST: Final = 60
"""Characters of a name that is made."""
_STROKES: Final = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"})
"""Letters that Unicode does not take apart."""
_RESERVED: Final = frozenset({"true", "false", "True", "False", "None", "abs", "min", "max"})
"""Words that a rule means something else by."""

POSITIVE: Final = _split("""
    yes true 1 y t on positive churned fraud default ja wahr oui vrai si sí verdadero sim verdadeiro vero tak
    ano да
""")
"""Words for the class that a system exists to find."""
_KEYS: Final = _split("id ids uuid guid key nr no num number nummer numero")
_SURE_KEYS: Final = _split("id uuid guid nr")
"""Columns that are called so are keys although their values repeat."""
_CODES: Final = _split("zip zipcode postcode postal postleitzahl plz code")
_PROTECTED: Final = _split("""
    sex gender geschlecht sexe sexo sesso geslacht kon plec female male weiblich mannlich
    ethnicity ethnic ethnie etnia ethnizitat religion religious religione religiao religie konfession
    nationality nationalitat nationalite nacionalidad nacionalidade nazionalita citizenship
    staatsangehorigkeit staatsburgerschaft foreigner auslander disability disabled behinderung
    schwerbehindert discapacidad pregnant pregnancy schwanger schwangerschaft marital familienstand
    zivilstand veteran senior dob yob birthyear geburtsjahr
""")
_PROTECTED_OF_PEOPLE: Final = _split("""
    age alter edad eta idade leeftijd wiek race rasse raza raca ras herkunft birth handicap
""")
"""Words that also tell of houses, accounts and horses: protected only beside words for people."""
_NAMES: Final = _split("""
    name surname lastname firstname fullname vorname nachname nom prenom nombre apellido cognome nome
    email mail phone telephone telefon mobile address adresse ssn iban passport
""")
_PEOPLE: Final = _split("""
    customer client user person people patient applicant employee driver member passenger borrower
    kunde kunden mitarbeiter patienten cliente group band years year jahre gruppe category cat bin
    at of the is in date first last middle full sur family e home work cell street number nr code
""")
_MEANINGS: Final = (
    (_split("month monat mois mes mese"), 1, 12),
    (_split("year jahr annee ano anno yr"), 1700, 2100),
    (_split("percent percentage pct prozent perc"), 0, 1),
    (_split("percent percentage pct prozent perc"), 0, 100),
    (_split("probability"), 0, 1),
    (_split("hour stunde"), 0, 23),
    (_split("minute"), 0, 59),
    (_split("weekday wochentag"), 0, 7),
    (_split("age alter"), 0, 120),
    (_split("latitude lat"), -90, 90),
    (_split("longitude lon lng"), -180, 180),
)
"""Words of a name with the limits of what they mean. A plural counts: `month` is one of twelve."""


def words(name: str) -> tuple[str, ...]:
    """Return the words of ``name`` in lower case, without accents: ``AgeGroup`` is ``age``, ``group``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", spaced.translate(_STROKES).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(word for word in re.split(r"[\W_]+", plain) if word)


def identifier(text: str) -> str:
    """Return ``text`` as a name in ASCII that documents and rules take."""
    plain = unicodedata.normalize("NFKD", text.translate(_UMLAUTS | _STROKES).casefold())
    plain = plain.encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST].rstrip("_")
    if word and word[0].isalpha() and not keyword.iskeyword(word) and word not in _RESERVED:
        return word
    return f"column_{word}".rstrip("_")


def can_stand_in_a_rule(name: str) -> bool:
    """Return whether a rule can mention a column by ``name`` as it is."""
    return name.isidentifier() and not keyword.iskeyword(name) and name not in _RESERVED


def named_like_key(name: str) -> bool:
    """Return whether a column is called as identifiers are."""
    found = words(name)
    return bool(found) and found[-1] in _KEYS


def surely_key(name: str) -> bool:
    """Return whether a column is called as only identifiers are, even when its values repeat."""
    found = words(name)
    return bool(found) and found[-1] in _SURE_KEYS


def named_like_code(name: str) -> bool:
    """Return whether the numbers of a column are names of something, as postcodes are."""
    return not _CODES.isdisjoint(words(name))


def protected(name: str) -> bool:
    """Return whether a column is called as attributes are that the law protects."""
    found = frozenset(words(name))
    of_people = found & _PROTECTED_OF_PEOPLE and found <= _PROTECTED_OF_PEOPLE | _PEOPLE
    return bool(found & _PROTECTED or of_people)


def names_people(name: str) -> bool:
    """Return whether a column is called as names and addresses of people are."""
    found = frozenset(words(name))
    return bool(found & _NAMES) and found <= _NAMES | _PEOPLE


def limits_by_meaning(name: str, low: float, high: float) -> tuple[str, str] | None:
    """Return the limits of what ``name`` means, where all numbers from ``low`` to ``high`` lie inside."""
    found = frozenset(words(name))
    for meaning, bottom, top in _MEANINGS:
        if found & meaning and bottom <= low and high <= top:
            return str(bottom), str(top)
    return None
