"""Whether two figures, dates or names that stand for the same thing rule each other out.

Two that differ need not disagree: "at least 5" and 7 are both right, and so are "about 60" and 61.
"""

from __future__ import annotations

import math
import re

from rag.text.dates import Agreement, Date, agreement
from rag.text.numbers import Hedge, Number, same_unit

_CLOSE = 0.1
"""How far two figures may lie apart, as a share, when one of them is an estimate."""
_DENIED = re.compile(
    r"\b(?:not|instead\s+of|rather\s+than|and\s+not|never|no\s+longer|earlier\s+(?:said|reported)"
    r"|wrongly\s+\w+|incorrectly\s+\w+)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def numbers_disagree(one: Number, other: Number, *, count_the_same: bool = False) -> bool:
    """Whether no value fits both figures, given what softens them and how far they may be rounded.

    ``count_the_same`` says that plain counts are known to be of the same things, whatever they call them.
    """
    if Hedge.MANY in (one.hedge, other.hedge) or one.role != other.role:
        return False
    if not (same_unit(one, other) or (count_the_same and not one.unit and not other.unit)):
        return False
    low, high = _bounds(one, 1.0)
    ratio = other.factor / one.factor if one.unit == other.unit else 1.0
    other_low, other_high = _bounds(other, ratio)
    if low <= other_high and other_low <= high:
        return False
    return not (_rounds_to(one, other, ratio) or _rounds_to(other, one, 1 / ratio))


def _bounds(number: Number, ratio: float) -> tuple[float, float]:
    low, high = number.low * ratio, number.high * ratio
    match number.hedge:
        case Hedge.MORE:
            return low, math.inf
        case Hedge.LESS:
            return -math.inf, high
        case Hedge.ABOUT:
            return low - _CLOSE * abs(low), high + _CLOSE * abs(high)
        case _:
            return low, high


def _rounds_to(round_one: Number, other: Number, ratio: float) -> bool:
    """Whether a round figure may be the other one rounded: 60 for 61, 1.2 million for 1,190,000."""
    value, exact = round_one.low, other.low * ratio
    if round_one.low != round_one.high or other.low != other.high or value == 0:
        return False
    step: float = 10.0 ** math.floor(math.log10(abs(value)))
    while step > 1e-6 and not math.isclose(value / step, round(value / step), rel_tol=1e-9):
        step /= 10
    is_round = step >= 10 or step < 1
    return is_round and abs(value - exact) <= step / 2


def dates_disagree(one: Date, other: Date) -> bool:
    """Whether two dates of one precision exclude each other."""
    return (
        one.precision == other.precision
        and agreement(one, other) is Agreement.CONTRADICTING
        and agreement(other, one) is Agreement.CONTRADICTING
    )


def is_denied(text: str, start: int) -> bool:
    """Whether what begins at ``start`` is given as wrong: "83 million, not 38 million"."""
    return _DENIED.search(text[max(0, start - 30) : start]) is not None
