"""Schemas as readers write them, from one field to what JSON Schema has to offer, with what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from form_model import By

TEXT: dict[str, Any] = {"type": "string"}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
COUNT: dict[str, Any] = {"type": "integer"}
MAYBE_COUNT: dict[str, Any] = {"type": ["integer", "null"]}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
MAYBE_DAY: dict[str, Any] = {"type": ["string", "null"], "format": "date"}

TALKS = "Washington and Beijing work towards a meeting of their presidents"
STRIKE = "Dockers at Port Ellery walk out over night shifts"
EVENING = "Strike shuts Port Ellery"
WALLS = "Marrow valley to get higher flood walls"
CORRECTION = "Correction: cost of the Marrow flood walls"
EXPORTS = "Toolmakers ask for clearer export controls"
COMET = "Island telescope sees its first comet"


def record(required: str = "", /, **properties: Any) -> dict[str, Any]:
    """An object with these properties, those named in ``required`` required."""
    return {"type": "object", "properties": properties, "required": required.split()}


def many(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


@dataclass(frozen=True)
class Case:
    """What a model says for a schema, and what of it is left: the data, or the pointer that is missing."""

    name: str
    article: str
    schema: dict[str, Any]
    said: Any
    data: Any = None
    unsupported: tuple[str, ...] = ()
    missing: str | None = None


CASES = [
    Case(
        "one string",
        COMET,
        record("where", where=TEXT),
        {"where": "Saint Brannoc"},
        {"where": "Saint Brannoc"},
    ),
    Case(
        "an integer in words",
        COMET,
        record("", weeks=COUNT),
        {"weeks": By(9, "nine weeks after it was switched on")},
        {"weeks": 9},
    ),
    Case(
        "a number with a scale",
        COMET,
        record("", cost={"type": "number"}),
        {"cost": By(22_000_000, "observatory cost 22 million crowns")},
        {"cost": 22_000_000},
    ),
    Case(
        "a number in the unit that its name has",
        TALKS,
        record("", duration_minutes=COUNT),
        {"duration_minutes": By(540, "spent nine hours in talks")},
        {"duration_minutes": 540},
    ),
    Case(
        "a number of another unit",
        WALLS,
        record("", cost_in_euros=MAYBE_COUNT),
        {"cost_in_euros": By(38_000_000, "The work is to cost 38 million crowns")},
        {"cost_in_euros": None},
        ("/cost_in_euros",),
    ),
    Case(
        "a number that is not there",
        STRIKE,
        record("", strikers=MAYBE_COUNT),
        {"strikers": By(1450, "1,200 workers had stayed away")},
        {"strikers": None},
        ("/strikers",),
    ),
    Case(
        "a date in the article's words",
        EXPORTS,
        record("", in_force=DAY),
        {"in_force": By("2024-02-01", "came into force on 1 February")},
        {"in_force": "2024-02-01"},
    ),
    Case(
        "a weekday",
        WALLS,
        record("", voted=DAY),
        {"voted": By("2024-05-04", "after its vote on Saturday")},
        {"voted": "2024-05-04"},
    ),
    Case(
        "a day that the article leaves open",
        WALLS,
        record("", begins=MAYBE_DAY),
        {"begins": By("2024-09-01", "It will begin in September")},
        {"begins": None},
        ("/begins",),
    ),
    Case(
        "a date as precise as the article",
        WALLS,
        record("", begins={"type": "string", "pattern": "^\\d{4}-\\d{2}$"}),
        {"begins": By("2024-09", "It will begin in September")},
        {"begins": "2024-09"},
    ),
    Case(
        "an optional value that is left out",
        TALKS,
        record("guest", guest=TEXT, price=TEXT),
        {"guest": "Wang Yi", "price": "ten dollars"},
        {"guest": "Wang Yi"},
        ("/price",),
    ),
    Case(
        "a required value that is missing",
        TALKS,
        record("winner", winner=TEXT),
        {"winner": "Los Angeles Dodgers"},
        missing="/winner",
    ),
    Case(
        "an enum",
        STRIKE,
        record("kind", kind={"enum": ["strike", "election", "flood", None]}),
        {"kind": By("strike", "dockers began a strike")},
        {"kind": "strike"},
    ),
    Case(
        "an enum that the article does not say",
        TALKS,
        record("mood", mood={"enum": ["friendly", "hostile", None]}),
        {"mood": By("hostile", "Critics in Washington say")},
        {"mood": None},
        ("/mood",),
    ),
    Case(
        "constants that explain themselves",
        WALLS,
        record(
            "",
            phase={
                "oneOf": [{"const": 1, "description": "approved"}, {"const": 2, "description": "finished"}]
            },
        ),
        {"phase": By(1, "The regional council has approved")},
        {"phase": 1},
    ),
    Case(
        "a truth value",
        WALLS,
        record("", canal_given_up={"type": "boolean", "description": "whether the canal was given up"}),
        {"canal_given_up": By(True, "A canal around the old town was given up")},
        {"canal_given_up": True},
    ),
    Case(
        "a truth value against the article",
        TALKS,
        record(
            "",
            confirmed={"type": ["boolean", "null"], "description": "China has confirmed that Xi will travel"},
        ),
        {"confirmed": By(True, "China has not confirmed that Xi will travel")},
        {"confirmed": None},
        ("/confirmed",),
    ),
    Case(
        "a denial",
        TALKS,
        record(
            "",
            confirmed={"type": ["boolean", "null"], "description": "China has confirmed that Xi will travel"},
        ),
        {"confirmed": By(False, "China has not confirmed that Xi will travel")},
        {"confirmed": False},
    ),
    Case(
        "a list of strings, one of them invented",
        TALKS,
        record("concerns", concerns=many(TEXT)),
        {"concerns": ["Taiwan", "human rights", "climate change"]},
        {"concerns": ["Taiwan", "human rights"]},
    ),
    Case(
        "an empty list",
        COMET,
        record("deaths", deaths=many(TEXT)),
        {"deaths": []},
        {"deaths": []},
        ("/deaths",),
    ),
    Case(
        "too few items",
        COMET,
        record("names", names=many(TEXT, minItems=2)),
        {"names": ["Saint Brannoc"]},
        missing="/names",
    ),
    Case(
        "no more items than wanted, each once",
        TALKS,
        record("visitors", visitors=many(TEXT, maxItems=2, uniqueItems=True)),
        {"visitors": ["Janet Yellen", "Janet Yellen", "Gina Raimondo", "Antony Blinken"]},
        {"visitors": ["Janet Yellen", "Gina Raimondo"]},
    ),
    Case(
        "a quote, cut from the article",
        COMET,
        record("", quote=TEXT),
        {"quote": "most of the work is crossing things off a list,"},
        {"quote": "Most of the work is crossing things off a list"},
    ),
    Case(
        "a quote with another word",
        COMET,
        record("", quote=MAYBE_TEXT),
        {"quote": "Most of the work is crossing names off a list"},
        {"quote": None},
        ("/quote",),
    ),
    Case(
        "a quote with its speaker",
        CORRECTION,
        record("", quotes=many(record("quote speaker", quote=TEXT, speaker=MAYBE_TEXT))),
        {
            "quotes": [
                {
                    "quote": "The paper we voted on was right",
                    "speaker": By("treasurer", "The council's treasurer confirmed"),
                },
                {
                    "quote": "even if nobody likes it",
                    "speaker": By("A reader", "A reader also asked about the height"),
                },
            ]
        },
        {
            "quotes": [
                {"quote": "The paper we voted on was right", "speaker": "treasurer"},
                {"quote": "even if nobody likes it", "speaker": None},
            ]
        },
        ("/quotes/1/speaker",),
    ),
    Case(
        "objects in a list",
        EVENING,
        record("", offers=many(record("by hours", by=TEXT, hours=COUNT))),
        {
            "offers": [
                {
                    "by": By("port authority", "The port authority has offered 36 hours"),
                    "hours": By(36, "has offered 36 hours and a review"),
                },
                {"by": By("mayor", "The mayor offered the town hall"), "hours": By(12, "The mayor offered")},
            ]
        },
        {"offers": [{"by": "port authority", "hours": 36}]},
    ),
    Case(
        "objects within objects",
        WALLS,
        record(
            "work",
            work=record(
                "walls",
                walls=record("", height_cm=COUNT, length_km={"type": "number"}),
                paid_by=record("state", state=COUNT, city=MAYBE_COUNT),
            ),
        ),
        {
            "work": {
                "walls": {
                    "height_cm": By(80, "raised by 80 centimetres"),
                    "length_km": By(6.4, "over a length of 6.4 kilometres"),
                },
                "paid_by": {"state": By(60, "the state pays 60 percent"), "city": None},
            }
        },
        {"work": {"walls": {"height_cm": 80, "length_km": 6.4}, "paid_by": {"state": 60, "city": None}}},
        ("/work/paid_by/city",),
    ),
    Case(
        "references",
        TALKS,
        record("", host={"$ref": "#/$defs/person"}, guest={"$ref": "#/$defs/person"})
        | {"$defs": {"person": record("name", name=TEXT, office=TEXT)}},
        {
            "host": {"name": "Antony Blinken", "office": "Secretary of State"},
            "guest": {"name": "Wang Yi", "office": "foreign minister"},
        },
        {
            "host": {"name": "Antony Blinken", "office": "Secretary of State"},
            "guest": {"name": "Wang Yi", "office": "foreign minister"},
        },
    ),
    Case(
        "a reference to an anchor",
        COMET,
        record("", found={"$ref": "#body"}) | {"$defs": {"x": {"$anchor": "body", **record("", name=TEXT)}}},
        {"found": {"name": "comet"}},
        {"found": {"name": "comet"}},
    ),
    Case(
        "a schema within itself",
        WALLS,
        record("about", about=TEXT, parts=many({"$ref": "#"})),
        {"about": "flood walls", "parts": [{"about": "four gates", "parts": []}]},
        {"about": "flood walls", "parts": [{"about": "four gates", "parts": []}]},
        ("/parts/0/parts",),
    ),
    Case(
        "one of two forms, told apart by their fields",
        COMET,
        record(
            "",
            found={
                "oneOf": [
                    record("comet", comet=TEXT) | {"additionalProperties": False},
                    record("asteroid", asteroid=TEXT) | {"additionalProperties": False},
                ]
            },
        ),
        {"found": {"comet": By("faint smudge", "The comet is a faint smudge")}},
        {"found": {"comet": "faint smudge"}},
    ),
    Case(
        "one of two forms, told apart by a constant",
        STRIKE,
        record(
            "",
            action={
                "oneOf": [
                    record("kind who", kind={"const": "strike"}, who=TEXT),
                    record("kind who", kind={"const": "lockout"}, who=TEXT),
                ]
            },
        ),
        {
            "action": {
                "kind": By("strike", "dockers began a strike"),
                "who": By("dockers", "dockers began a strike"),
            }
        },
        {"action": {"kind": "strike", "who": "dockers"}},
    ),
    Case(
        "the wrong one of two forms",
        STRIKE,
        record(
            "",
            action={
                "oneOf": [
                    record("kind who", kind={"const": "strike"}, who=TEXT),
                    record("kind who", kind={"const": "lockout"}, who=TEXT),
                ]
            },
        ),
        {
            "action": {
                "kind": By("lockout", "dockers began a strike"),
                "who": By("dockers", "dockers began a strike"),
            }
        },
        {},
        ("/action",),
    ),
    Case(
        "anyOf with null",
        CORRECTION,
        record("was is", was={"anyOf": [COUNT, {"type": "null"}]}, **{"is": {"anyOf": [COUNT, TEXT]}}),
        {"was": By(38_000_000, "not 38 million"), "is": By(83_000_000, "is to cost 83 million crowns")},
        {"was": 38_000_000, "is": 83_000_000},
    ),
    Case(
        "allOf",
        EXPORTS,
        {
            "allOf": [record("members", members=COUNT), {"$ref": "#/$defs/more"}],
            "$defs": {"more": record("decided", decided=COUNT)},
        },
        {
            "members": By(64, "its 64 members have sent in 310 applications"),
            "decided": By(27, "that 27 have been decided"),
        },
        {"members": 64, "decided": 27},
    ),
    Case(
        "a tuple",
        EXPORTS,
        {"type": "array", "prefixItems": [TEXT, COUNT], "items": False, "minItems": 2},
        ["examiners", By(18, "hired 18 more examiners")],
        ["examiners", 18],
    ),
    Case(
        "keys that the article gives",
        CORRECTION,
        record("", heights={"type": "object", "additionalProperties": {"type": "number"}}),
        {
            "heights": {
                "Lower Hatch": By(2.3, "in Lower Hatch they will stand 2.3 metres"),
                "railway bridge": By(1.7, "near the railway bridge 1.7 metres"),
                "Port Ellery": By(1.7, "near the railway bridge 1.7 metres"),
            }
        },
        {"heights": {"Lower Hatch": 2.3, "railway bridge": 1.7}},
    ),
    Case(
        "bounds",
        EVENING,
        record("", share={"type": ["integer", "null"], "maximum": 100}),
        {"share": By(1450, "1,450 of its members had joined")},
        {"share": None},
        ("/share",),
    ),
    Case(
        "a condition that the data has to meet",
        EVENING,
        record("", nights=COUNT, until=TEXT)
        | {"if": {"required": ["nights"]}, "then": {"required": ["until"]}},
        {"nights": By(9, "from nine a month to six"), "until": "Christmas"},
        missing="does not fit the schema",
    ),
    Case(
        "a constant of the schema",
        COMET,
        record("version where", version={"const": 3}, where=TEXT),
        {"where": "Lynx"},
        {"version": 3, "where": "Lynx"},
    ),
    Case(
        "a list at the top",
        STRIKE,
        many(record("what", what=TEXT, number=COUNT)),
        [
            {"what": "container ships", "number": By(11, "Eleven container ships were waiting")},
            {"what": "workers", "number": By(1200, "1,200 workers had stayed away")},
        ],
        [{"what": "container ships", "number": 11}, {"what": "workers", "number": 1200}],
    ),
    Case(
        "a single value at the top",
        COMET,
        {"type": "number", "description": "metres of the mirror"},
        By(1.8, "The telescope has a mirror of 1.8 metres"),
        1.8,
    ),
]
"""Of growing difficulty, over seven articles."""
