from datetime import UTC, datetime, timedelta

import pytest

from rag.answering.conflicts import find_conflicts
from rag.answering.grounding import ground
from rag.domain import AnswerDraft, DraftClaim, Hit, Ranks, Searched, SearchResult
from tests.answering.harbour_evidence import article, numbered

DAY = datetime(2024, 3, 14, 9, tzinfo=UTC)


def evidence_of(*articles):
    """Numbered evidence of articles, each a title, its sentences and the hours after `DAY`."""
    offered = []
    for at, (title, sentences, hours) in enumerate(articles):
        published = None if hours is None else DAY + timedelta(hours=hours)
        of = article(f"article-{at}", title, sentences, published)
        offered += numbered(sentences, of, first=len(offered) + 1)
    return offered


def found_for(question, hits=()):
    searched = Searched(query=question, as_of=DAY + timedelta(days=7), articles=2, hits=2)
    return SearchResult(hits=tuple(hits), searched=searched)


def hit_of(item, *, copies=(), origin=None):
    """The passage of one sentence, as the search tells of its copies and its origin."""
    span = {"start": item.sentence.start, "end": item.sentence.end, "text": item.sentence.text}
    of = item.article
    return Hit(
        article_id=of.article_id,
        content_sha256=of.content_sha256,
        chunk_id=f"{of.article_id}/0",
        score=1.0,
        ranks=Ranks(),
        title=of.title,
        publisher=of.publisher,
        url=of.url,
        published_at=of.published_at,
        copies=copies,
        origin=origin,
        **span,
    )


def conflicts_in(question, offered, *, shown=1, hits=()):
    text = offered[shown - 1].sentence.text
    grounded = ground(AnswerDraft(claims=(DraftClaim(text=text, sentences=(shown,)),)), offered)
    return find_conflicts(question, grounded.claims, offered, found_for(question, hits))


STRIKE = "How many dockers joined the strike at Port Ellery?"
WALLS = "How much will the flood walls at Hatch cost?"


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            STRIKE,
            ("Strike shuts Port Ellery", "The union said 1,450 members had joined the strike.", 9),
            ("Dockers walk out at Port Ellery", "The port said 1,200 workers had joined the strike.", 2),
            ["1,450 members", "1,200 workers"],
        ),
        (
            WALLS,
            ("Walls at Hatch", "The flood walls are to cost 38 million crowns.", 0),
            ("Council votes in Hatch", "The flood walls will cost 83 million crowns.", 5),
            ["38 million crowns", "83 million crowns"],
        ),
        (
            "When did the bridge at Hatch open?",
            ("The bridge at Hatch", "The bridge at Hatch opened on 3 May 1931.", 0),
            ("Old bridges", "The bridge at Hatch opened on 7 June 1932.", 3),
            ["3 May 1931", "7 June 1932"],
        ),
        (
            "Who designed the bridge at Hatch?",
            ("The bridge at Hatch", "Tom Odell designed the bridge at Hatch.", 0),
            ("Old bridges", "The bridge at Hatch was designed by Lena Marsh.", 3),
            ["Tom Odell", "Lena Marsh"],
        ),
        (
            "How far does the new quay at Hatch reach?",
            ("The quay", "The new quay at Hatch reaches 400 metres.", 0),
            ("Port news", "At Hatch the new quay reaches 0.9 kilometres.", 3),
            ["400 metres", "0.9 kilometres"],
        ),
    ],
)
def test_two_values_for_one_thing_are_a_conflict(question, one, other, values):
    offered = evidence_of((one[0], (one[1],), one[2]), (other[0], (other[1],), other[2]))
    (conflict,) = conflicts_in(question, offered)
    assert [position.value for position in conflict.positions] == values
    assert [position.citation for position in conflict.positions] == [item.citation for item in offered]
    assert conflict.corrected_by is None


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # softened, rounded, or the same in other units
        (
            STRIKE,
            "At least 5 dockers joined the strike at Port Ellery.",
            "Seven dockers joined the strike at Port Ellery.",
        ),
        (
            STRIKE,
            "About 60 dockers joined the strike at Port Ellery.",
            "At Port Ellery 61 dockers joined the strike.",
        ),
        (
            STRIKE,
            "More than 500 dockers joined the strike at Port Ellery.",
            "At Port Ellery 512 dockers joined the strike.",
        ),
        (
            STRIKE,
            "Up to 90 dockers joined the strike at Port Ellery.",
            "At Port Ellery 75 dockers joined the strike.",
        ),
        (
            STRIKE,
            "Between 50 and 70 dockers joined the strike at Port Ellery.",
            "At Port Ellery 61 dockers joined the strike.",
        ),
        (
            STRIKE,
            "Hundreds of dockers joined the strike at Port Ellery.",
            "At Port Ellery 450 dockers joined the strike.",
        ),
        (
            WALLS,
            "The flood walls at Hatch cost 1.2 million crowns.",
            "The flood walls at Hatch cost 1,190,000 crowns.",
        ),
        (
            "How long is the quay at Hatch?",
            "The quay at Hatch is 900 metres long.",
            "The quay at Hatch is 0.9 kilometres long.",
        ),
        # of other things, places, people or days
        (
            STRIKE,
            "At Port Ellery 450 dockers joined the strike.",
            "At Port Ellery 11 ships waited for the strike to end.",
        ),
        (
            STRIKE,
            "At Port Ellery 450 dockers joined the strike.",
            "At Casper Bay 90 dockers joined the strike.",
        ),
        (
            WALLS,
            "The flood walls at Hatch cost 38 million crowns.",
            "The flood walls at Tarn cost 12 million crowns.",
        ),
        (
            WALLS,
            "The flood walls at Hatch cost 38 million crowns.",
            "The ferry pier in Hatch cost 12 million crowns.",
        ),
        (
            "How many people died in the storm at Hatch?",
            "The storm killed 5 people at Hatch on Monday.",
            "The storm killed 7 people at Hatch on Tuesday.",
        ),
        (
            "How much did sales rise?",
            "Sales at Kestrel Airlines rose by 5%.",
            "Sales at Marsh Foods rose by 7%.",
        ),
        ("How much did prices rise?", "Prices in Hatch rose by 5%.", "Prices in Hatch rose to 120 crowns."),
        # several may be right
        (
            "Who visited the bridge at Hatch?",
            "Tom Odell visited the bridge at Hatch.",
            "A crowd gathered; Lena Marsh was in Hatch.",
        ),
        ("What ships lie at Hatch?", "The Kestrel lies at Hatch.", "The Heron lies at Hatch."),
        (
            "Who designed the bridge at Hatch?",
            "Tom Odell designed the bridge at Hatch.",
            "Odell designed the bridge at Hatch.",
        ),
        # no value
        (
            "Why did the dockers strike?",
            "The dockers struck because they were tired.",
            "The dockers struck over night shifts.",
        ),
    ],
)
def test_what_differs_need_not_disagree(question, one, other):
    offered = evidence_of(("Port news", (one,), 0), ("More port news", (other,), 3))
    assert conflicts_in(question, offered) == ()
    assert conflicts_in(question, offered, shown=2) == ()


def test_a_later_correction_is_named():
    offered = evidence_of(
        ("Walls at Hatch", ("The flood walls are to cost 38 million crowns.",), 0),
        ("Correction", ("The flood walls at Hatch are to cost 83 million crowns, not 38 million.",), 40),
    )
    for shown in (1, 2):
        (conflict,) = conflicts_in(WALLS, offered, shown=shown)
        assert {position.value for position in conflict.positions} == {
            "38 million crowns",
            "83 million crowns",
        }
        assert conflict.corrected_by == offered[1].citation


def test_an_earlier_article_corrects_nothing():
    offered = evidence_of(
        ("Walls at Hatch", ("The flood walls are to cost 38 million crowns.",), 40),
        ("Correction", ("The flood walls at Hatch are to cost 83 million crowns.",), 0),
    )
    assert conflicts_in(WALLS, offered)[0].corrected_by is None


def test_an_article_that_gives_the_value_too_does_not_speak_against_it():
    offered = evidence_of(
        ("Walls at Hatch", ("The flood walls are to cost 38 million crowns.",), 0),
        (
            "Council votes in Hatch",
            (
                "The flood walls will cost 38 million crowns.",
                "The flood walls will cost 83 million crowns with the gates.",
            ),
            5,
        ),
    )
    assert conflicts_in(WALLS, offered) == ()


def test_copies_of_one_origin_count_once():
    lie = "The flood walls will cost 83 million crowns."
    offered = evidence_of(
        ("Walls at Hatch", ("The flood walls are to cost 38 million crowns.",), 0),
        ("Council votes in Hatch", (lie,), 5),
        ("Hatch walls dearer", (lie,), 6),
        ("Walls in Hatch", ("The flood walls will cost 83 million crowns, it is said.",), 6),
    )
    (conflict,) = conflicts_in(WALLS, offered)
    assert [position.sources for position in conflict.positions] == [1, 2]
    ids = [f"article-{n}" for n in range(4)]
    hits = [hit_of(item, origin="wire") for item in offered[1:]]
    (conflict,) = conflicts_in(WALLS, offered, hits=hits)
    assert [position.sources for position in conflict.positions] == [1, 1]
    hits = [
        hit_of(item, copies=[other for other in ids if other != ids[at]]) for at, item in enumerate(offered)
    ]
    assert conflicts_in(WALLS, offered, hits=hits) == ()


def test_nothing_shown_or_nothing_else_is_no_conflict():
    offered = evidence_of(("Walls at Hatch", ("The flood walls are to cost 38 million crowns.",), 0))
    assert conflicts_in(WALLS, offered) == ()
    assert find_conflicts(WALLS, (), offered, found_for(WALLS)) == ()
