"""Two short articles, written for these tests, as numbered sentences."""

from datetime import UTC, datetime

from rag.domain import Article, DateSource, Evidence, Sentence, sha256_of

_HARBOUR = (
    "Port officials in Velland said on Thursday that freight fees will rise by 5% from July.",
    "Finance Minister Ilse Marrin met Orran’s envoy Tomas Odell for nine hours, the first visit by an Orran"
    " envoy since 2018.",
    "He told Marrin that the two ports need a joint timetable.",
    "The new quay cost $1.2 billion and employs 3,400 people.",
    "Marrin denied delaying the rail link.",
    "The Harbour Trade Council (HTC) may open a second office in Casper Bay next month.",
    "Odell did not visit the shipyard, but Jonas Reth visited the shipyard on March 4.",
    "Union leaders said a higher levy does not mean better pay.",
    "Coal exports rose from 12% to 15% of trade while grain exports fell.",
    "Marrin’s advisers said the port has five main worries: night traffic, silt in the North and East"
    " Channel, unpaid dues, smuggled fuel, and cranes stuck in Casper Bay.",
    "More than 500 homes lost power after the storm, according to the fire service.",
    "“We are preparing for a strike,” a senior union official told reporters.",
    "Mira Odell, a cousin of the envoy, runs the ferry museum.",
    "The council approved the tunnel plan before the vote.",
    "Orran plans to buy two ferries from Japan.",
    "Reth sued Marrin over the unpaid dues.",
)
_LIBRARY = (
    "The city of Tarn opened a library with 40,000 books in 2021.",
    "Mayor Petra Lund said the library failed to open on time.",
    "The library no longer lends maps.",
)


def article(article_id, title, sentences, published_at):
    text = " ".join(sentences)
    return Article(
        article_id=article_id,
        content_sha256=sha256_of(text),
        title=title,
        publisher="The Velland Courier",
        published_at=published_at,
        published_at_source=DateSource.GIVEN if published_at else DateSource.UNKNOWN,
        source=f"{article_id}.txt",
        text=text,
    )


def numbered(sentences, of, first=1):
    offered, at = [], 0
    for position, text in enumerate(sentences):
        start = of.text.index(text, at)
        at = start + len(text)
        sentence = Sentence(
            start=start,
            end=at,
            article_id=of.article_id,
            content_sha256=of.content_sha256,
            position=position,
            text=text,
        )
        offered.append(Evidence(number=first + position, sentence=sentence, article=of.info))
    return offered


HARBOUR = article("harbour", "Fees to rise at Velland", _HARBOUR, datetime(2024, 3, 15, 9, tzinfo=UTC))
LIBRARY = article("library", "Tarn has a new library", _LIBRARY, datetime(2022, 11, 2, 9, tzinfo=UTC))
EVIDENCE = tuple(numbered(_HARBOUR, HARBOUR) + numbered(_LIBRARY, LIBRARY, first=len(_HARBOUR) + 1))
