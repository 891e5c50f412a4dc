"""What names name, and what a text calls somebody."""

from __future__ import annotations

import pytest

from rag.text.kinds import Kind, kind_of
from rag.text.roles import role_of


def kind_in(text: str, name: str) -> Kind:
    start = text.index(name)
    return kind_of(name, [(text, start, start + len(name))])


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("He studied at the University of Oster.", "University of Oster", Kind.ORGANISATION),
        ("Kestrel Holdings bought the mill.", "Kestrel Holdings", Kind.ORGANISATION),
        ("The OECD met.", "OECD", Kind.ORGANISATION),
        ("US officials met.", "US", Kind.PLACE),
        ("They met in Oster.", "Oster", Kind.PLACE),
        ("They crossed the River Marrow.", "River Marrow", Kind.PLACE),
        ("Maria Odell left.", "Maria Odell", Kind.PERSON),
        ("Mr Quist left.", "Quist", Kind.PERSON),
        ("Quist, 54, left.", "Quist", Kind.PERSON),
        ("Quist said no.", "Quist", Kind.PERSON),
        ("The World Cup began.", "World Cup", Kind.OTHER),
        ("They ate Zorbal.", "Zorbal", Kind.OTHER),
    ],
)
def test_a_name_is_told_by_its_words_or_its_surroundings(text: str, name: str, kind: Kind) -> None:
    assert kind_in(text, name) is kind


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Transport Minister Tomas Lindqvist spoke.", "Tomas Lindqvist", "Transport Minister"),
        ("US Secretary of State Ann Marsh spoke.", "Ann Marsh", "US Secretary of State"),
        ("Petra Novak, a spokeswoman for the union, spoke.", "Petra Novak", "a spokeswoman for the union"),
        ("The notice came from U.S. President Ann Marsh.", "Ann Marsh", "U.S. President"),
        ("Marsh, Treasury Secretary Ida Berg and others met.", "Marsh", None),
        ("They met Ida Berg.", "Ida Berg", None),
    ],
)
def test_roles_stand_before_or_behind_a_name(text: str, name: str, role: str | None) -> None:
    start = text.index(name)
    span = role_of(text, start, start + len(name))
    assert (text[slice(*span)] if span else None) == role
