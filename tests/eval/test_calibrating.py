"""The share that has to be covered is chosen on some claims and measured on others."""

from __future__ import annotations

from eval.calibrating import Reading, calibrate, read_claims
from eval.cases import CitedClaim, Support

APART = [Reading(True, None, 0.6 + at / 100) for at in range(20)] + [
    Reading(False, None, 0.3 - at / 100) for at in range(20)
]


def test_labels_that_shares_tell_apart_are_told_apart() -> None:
    found = calibrate(APART)
    assert found.value == 1.0
    assert 0.3 < found.threshold <= 0.6


def test_shares_that_say_nothing_give_chance() -> None:
    found = calibrate([Reading(at % 2 == 0, None, (at * 7 % 40) / 40) for at in range(80)])
    assert 0.35 < found.value < 0.65


def test_what_one_sentence_settles_hangs_on_no_threshold() -> None:
    assert Reading(True, True, 0.0).shown(0.9)
    assert not Reading(True, False, 1.0).shown(0.1)


def test_a_claim_is_read() -> None:
    page = ("The council approved 12 new bus lines.", "It rained in Aldby all day.")
    texts = (
        "The council approved 12 new bus lines.",
        "The council approved 13 new bus lines.",
        "Nobody sang.",
    )
    cases = [
        CitedClaim(case_id=text, claim=text, sentences=page, supporting_sets=(), label=Support.SUPPORTED)
        for text in texts
    ]
    assert [reading.settled for reading in read_claims(cases)][:2] == [True, False]
