"""Units of measure: what may stand behind a number, and how one unit counts in another of its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as ``factor`` times the base unit of its kind: an hour is 3,600 of "second"."""

    base: str
    factor: float = 1.0


# Percent, percentage points and basis points are three different things and are never converted.
_UNITS: tuple[tuple[str, str, float], ...] = (
    (r"percentage[\s-]points?|pp\b", "percentage points", 1),
    (r"basis[\s-]points?|bps\b", "basis points", 1),
    (r"%|percent(?:age)?\b|per[\s-]cent\b|pct\b", "%", 1),
    (r"(?:US|U\.S\.|American)[\s-]dollars?|dollars?\b", "USD", 1),
    (r"cents?\b", "USD", 0.01),
    (r"euros?\b", "EUR", 1),
    (r"pounds?\s+sterling|pounds?\b|quid\b", "GBP", 1),
    (r"yuan\b|renminbi\b|rmb\b", "CNY", 1),
    (r"yen\b", "JPY", 1),
    (r"rupees?\b", "INR", 1),
    (r"rou?bles?\b", "RUB", 1),
    (r"(?:Swiss\s+)?francs?\b", "CHF", 1),
    (r"kron(?:or|er|a|e)\b|crowns\b", "krona", 1),
    (r"zlot(?:y|ys|ies)\b", "PLN", 1),
    (r"liras?\b|lire\b", "lira", 1),
    (r"shekels?\b", "ILS", 1),
    (r"dirhams?\b", "dirham", 1),
    (r"riyals?\b", "riyal", 1),
    (r"forints?\b", "HUF", 1),
    (r"naira\b", "NGN", 1),
    (r"pesos?\b", "peso", 1),
    (r"hryvnias?\b", "UAH", 1),
    (r"bitcoins?\b", "BTC", 1),
    (r"square[\s-](?:kilomet(?:er|re)s?|km)\b|sq\.?\s?km\b|km²", "square meters", 1e6),
    (r"square[\s-]miles?\b|sq\.?\s?mi\b", "square meters", 2_589_988.11),
    (r"square[\s-](?:met(?:er|re)s?|m)\b|m²", "square meters", 1),
    (r"square[\s-](?:feet|foot|ft)\b|sq\.?\s?ft\b", "square meters", 0.09290304),
    (r"hectares?\b|ha\b", "square meters", 1e4),
    (r"acres?\b", "square meters", 4046.8564224),
    (r"miles\s+(?:per|an)\s+hour\b|mph\b", "km/h", 1.609344),
    (r"kilomet(?:er|re)s\s+(?:per|an)\s+hour\b|km/h\b|kph\b", "km/h", 1),
    (r"seconds\b|-second\b|secs?\b", "seconds", 1),
    (r"minutes?\b|mins?\b", "seconds", 60),
    (r"hours?\b|hrs?\b", "seconds", 3600),
    (r"days?\b", "seconds", 86_400),
    (r"weeks?\b", "seconds", 604_800),
    (r"months?\b", "months", 1),
    (r"years?\b|yrs?\b", "months", 12),
    (r"decades?\b", "months", 120),
    (r"centur(?:y|ies)\b", "months", 1200),
    (r"kilomet(?:er|re)s?\b|kms?\b", "meters", 1000),
    (r"centimet(?:er|re)s?\b|cm\b", "meters", 0.01),
    (r"millimet(?:er|re)s?\b|mm\b", "meters", 0.001),
    (r"met(?:er|re)s?\b", "meters", 1),
    (r"miles?\b", "meters", 1609.344),
    (r"feet\b|foot\b|ft\b", "meters", 0.3048),
    (r"inch(?:es)?\b", "meters", 0.0254),
    (r"yards?\b", "meters", 0.9144),
    (r"kilograms?\b|kilos?\b|kgs?\b", "grams", 1000),
    (r"grams?\b", "grams", 1),
    (r"tonnes?\b|tons?\b", "tonnes", 1),
    (r"lbs?\b", "lb", 1),
    (r"ounces?\b", "lb", 1 / 16),
    (r"(?:degrees?|°)\s?(?:C\b|Celsius\b)", "°C", 1),
    (r"(?:degrees?|°)\s?(?:F\b|Fahrenheit\b)", "°F", 1),
    (r"degrees?\b|°", "degrees", 1),
    (r"gigawatts?\b|GW\b", "watts", 1e9),
    (r"megawatts?\b|MW\b", "watts", 1e6),
    (r"kilowatts?\b|kW\b", "watts", 1e3),
    (r"lit(?:er|re)s?\b", "liters", 1),
    (r"gallons?\b", "gallons", 1),
)
_BEHIND = re.compile(r"[\s-]*(?:" + "|".join(f"({pattern})" for pattern, _, _ in _UNITS) + ")", re.IGNORECASE)

CURRENCY_SIGNS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "R$": "BRL",
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₴": "UAH", "₩": "KRW",
}  # fmt: skip
CURRENCIES = frozenset(CURRENCY_SIGNS.values()) | {
    "CHF", "krona", "peso", "BTC", "PLN", "lira", "ILS", "dirham", "riyal", "HUF", "NGN",
}  # fmt: skip
STRICT_UNITS = frozenset(
    {"%", "percentage points", "basis points", "°C", "°F", "ordinal", "clock"} | set(CURRENCY_SIGNS.values())
)
"""Units a number must not lose: "5" is not "5%", and not "$5"."""


def unit_behind(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that stands at ``at``, after blanks or a hyphen, and where it ends."""
    found = _BEHIND.match(text, at)
    if found is None or found.lastindex is None:
        return None
    _, base, factor = _UNITS[found.lastindex - 1]
    return Unit(base, factor), found.end()
