"""Names of publishers as they are written in one place and another."""

from __future__ import annotations

AGENCIES = {
    "AAP": ("Australian Associated Press", "AAP"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP"),
    "ANI": ("Asian News International", "ANI"),
    "ANSA": ("ANSA",),
    "Associated Press": ("Associated Press", "AP", "AP News"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "Canadian Press": ("Canadian Press",),
    "dpa": ("Deutsche Presse-Agentur", "dpa"),
    "EFE": ("Agencia EFE", "EFE"),
    "Kyodo": ("Kyodo News", "Kyodo"),
    "PA Media": ("PA Media", "Press Association", "PA"),
    "PTI": ("Press Trust of India", "PTI"),
    "Reuters": ("Thomson Reuters", "Reuters"),
    "TASS": ("TASS",),
    "UPI": ("United Press International", "UPI"),
    "Xinhua": ("Xinhua News Agency", "Xinhua"),
    "Yonhap": ("Yonhap News Agency", "Yonhap"),
}
"""News agencies, and the names they go by; longer ones first."""


def publisher_key(name: str) -> str:
    """The same for "The AP" and "Associated Press", and for "the Guardian" and "Guardian"."""
    plain = " ".join(name.casefold().split()).removeprefix("the ").rstrip(".")
    return _AGENCY_KEYS.get(plain, plain)


def agency(name: str) -> str | None:
    """The usual name of a news agency; None if it is none."""
    return _USUAL.get(publisher_key(name))


_AGENCY_KEYS = {name.casefold(): usual.casefold() for usual, names in AGENCIES.items() for name in names}
_USUAL = {usual.casefold(): usual for usual in AGENCIES}
