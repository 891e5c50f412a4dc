from rag.conversing.clarifying import ask_back
from rag.conversing.understanding import Unclear
from rag.domain import Hit, Ranks


def hit(text):
    return Hit(
        start=0,
        end=len(text),
        article_id="a",
        content_sha256="0" * 64,
        chunk_id=text[:9],
        score=1.0,
        ranks=Ranks(),
        text=text,
        title="T",
        publisher=None,
        url=None,
        published_at=None,
    )


HITS = [
    hit("Finance Minister Ilse Marrin met Tomas Odell in Velland."),
    hit("The envoy, Tomas Odell, stayed in Velland for nine hours."),
]


def test_a_pronoun_is_asked_back_with_the_people_most_spoken_of():
    asked = ask_back(Unclear(asked="How long did he stay?", word="he"), HITS)
    assert asked.text == "Whom do you mean by “he”?"
    assert [(choice.label, choice.question) for choice in asked.choices] == [
        ("Tomas Odell", "How long did Tomas Odell stay?"),
        ("Ilse Marrin", "How long did Ilse Marrin stay?"),
    ]


def test_a_pointing_word_is_asked_back_with_its_noun():
    asked = ask_back(Unclear(asked="Is this harbour deep?", word="this harbour"), HITS)
    assert asked.text == "Which harbour do you mean?"
    assert [choice.question for choice in asked.choices] == ["Is this harbour deep (Velland)?"]


def test_half_a_question_is_asked_back_though_nothing_was_found():
    asked = ask_back(Unclear(asked="And the other side?", word="And the other side"), [])
    assert (asked.text, asked.choices) == ("What is this about?", ())


def test_what_may_be_no_person_is_not_offered_beside_people():
    """Two people are a choice; a place with a name like theirs is none."""
    hits = [
        hit("Lower Hatch and Lower Hatch again."),
        hit("Lower Hatch is where Mayor Petra Lund met the envoy Tomas Odell."),
    ]
    asked = ask_back(Unclear(asked="How long did he stay?", word="he"), hits)
    assert {choice.label for choice in asked.choices} == {"Petra Lund", "Tomas Odell"}
