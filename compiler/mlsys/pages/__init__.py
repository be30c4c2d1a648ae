"""What is known about a rule, a field, a derived number, a metric or a type of task, as plain data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from mlsys.diagnostics.suggest import closest
from mlsys.pages.fields import UnknownSubject

if TYPE_CHECKING:
    from mlsys.judge import Judgement
    from mlsys.rules.base import Rule

__all__ = ["UnknownSubject", "explain", "is_rule"]

_CODE: Final = re.compile(r"MLS\d{3}\Z", re.IGNORECASE)


def is_rule(subject: str, others: Sequence[Rule] = ()) -> bool:
    """Return whether ``subject`` is the code or name of a rule, or looks like a code."""
    from mlsys.pages.rules import find_page

    return _CODE.match(subject) is not None or find_page(subject, others) is not None


def explain(subject: str, judgement: Judgement | None = None, others: Sequence[Rule] = ()) -> dict[str, Any]:
    """Return the page of ``subject`` as plain data.

    Args:
        subject: the code or name of a rule, the path of a field, the id of a derived number, a metric, or a
            type of task.
        judgement: a document, for what it says about the subject.
        others: rules beside those of mlsys.

    Raises:
        UnknownSubject: if there is no such thing; the message names what was perhaps meant.
    """
    from mlsys.pages.fields import describe
    from mlsys.pages.rules import find_page, known_codes
    from mlsys.pages.topics import find_topic
    from mlsys.route import parse_route

    page = find_page(subject, others)
    if page is not None:
        return page.data()
    if _CODE.match(subject):
        near = closest(subject.upper(), known_codes())
        hint = f"; did you mean {near}?" if near else ""
        raise UnknownSubject(f"there is no rule {subject.upper()}{hint} (`mlsys rules` lists them)")
    topic = find_topic(subject, judgement)
    if topic is not None:
        return topic
    try:
        route = parse_route(subject)
    except ValueError as error:
        reason = f"{error}; give a rule's code or a path such as metrics.pr_auc.gate"
        raise UnknownSubject(reason) from None
    return describe(subject, route, judgement)
