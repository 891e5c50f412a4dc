"""Conversations in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rag.adapters.cursors import cursor_of, place_of
from rag.adapters.sqlite import Database, listed
from rag.domain import (
    Answer,
    AskedBack,
    Conversation,
    ConversationInfo,
    ConversationPage,
    StandaloneQuestion,
    Turn,
)

_INFOS = """SELECT conversation_id, title, created_at, updated_at,
    (SELECT count(*) FROM turns WHERE turns.conversation_id = conversations.conversation_id)
    FROM conversations"""


class SqliteConversations:
    """The `ConversationStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, *, after: str | None = None, limit: int = 50) -> ConversationPage:
        """At most ``limit``, the one that was spoken in last first. Raises `CursorInvalid`."""
        beyond, parameters = "", list[int | str]()
        if after is not None:
            beyond, parameters = "WHERE (updated_at, conversation_id) < (?, ?)", place_of(after, (str, str))
        rows = self._database.rows(
            f"{_INFOS} {beyond} ORDER BY updated_at DESC, conversation_id DESC LIMIT ?",
            [*parameters, limit + 1],
        )
        infos = tuple(_info(*row) for row in rows[:limit])
        last = infos[-1] if len(rows) > limit else None
        following = cursor_of([last.updated_at.isoformat(), last.conversation_id]) if last else None
        total = int(self._database.value("SELECT count(*) FROM conversations"))
        return ConversationPage(conversations=infos, next=following, total=total)

    def conversation(self, conversation_id: str) -> Conversation | None:
        row = self._database.row(f"{_INFOS} WHERE conversation_id = ?", (conversation_id,))
        if row is None:
            return None
        turns = self._database.rows(
            """SELECT number, question, answer, asked_back, created_at FROM turns
            WHERE conversation_id = ? ORDER BY number""",
            (conversation_id,),
        )
        return Conversation(info=_info(*row), turns=tuple(_turn(conversation_id, *turn) for turn in turns))

    def create(self, info: ConversationInfo) -> None:
        self._database.execute(
            "INSERT INTO conversations (conversation_id, title, created_at, updated_at) VALUES (?, ?, ?, ?)",
            (info.conversation_id, info.title, info.created_at.isoformat(), info.updated_at.isoformat()),
        )

    def add(self, turn: Turn) -> Turn:
        with self._database.transaction():
            kept = turn.model_copy(update={"number": self._next_number(turn.conversation_id)})
            if not self._has_articles(turn):
                kept = kept.model_copy(update={"answer": None, "asked_back": None})
            self._insert(kept)
            self._database.execute(
                "UPDATE conversations SET updated_at = ? WHERE conversation_id = ?",
                (kept.created_at.isoformat(), kept.conversation_id),
            )
        return turn.model_copy(update={"number": kept.number})

    def _next_number(self, conversation_id: str) -> int:
        last = self._database.value(
            "SELECT max(number) FROM turns WHERE conversation_id = ?", (conversation_id,)
        )
        return (last or 0) + 1

    def _has_articles(self, turn: Turn) -> bool:
        """Whether none of its articles was deleted while it was answered."""
        wanted = _articles_of(turn)
        found = self._database.value(
            "SELECT count(*) FROM articles WHERE article_id IN (SELECT value FROM json_each(?))",
            (listed(wanted),),
        )
        return bool(found == len(wanted))

    def _insert(self, turn: Turn) -> None:
        self._database.execute(
            """INSERT INTO turns (conversation_id, number, question, answer, asked_back, created_at)
            VALUES (?, ?, ?, ?, ?, ?)""",
            (
                turn.conversation_id,
                turn.number,
                turn.question.model_dump_json(),
                turn.answer.model_dump_json() if turn.answer else None,
                turn.asked_back.model_dump_json() if turn.asked_back else None,
                turn.created_at.isoformat(),
            ),
        )
        self._database.execute_many(
            "INSERT INTO turn_articles (article_id, conversation_id, number) VALUES (?, ?, ?)",
            [(article_id, turn.conversation_id, turn.number) for article_id in sorted(_articles_of(turn))],
        )

    def rename(self, conversation_id: str, title: str) -> None:
        self._database.execute(
            "UPDATE conversations SET title = ? WHERE conversation_id = ?", (title, conversation_id)
        )

    def delete(self, conversation_id: str) -> bool:
        return (
            self._database.execute("DELETE FROM conversations WHERE conversation_id = ?", (conversation_id,))
            > 0
        )


def _info(conversation_id: str, title: str, created_at: str, updated_at: str, turns: int) -> ConversationInfo:
    return ConversationInfo(
        conversation_id=conversation_id,
        title=title,
        turns=turns,
        created_at=datetime.fromisoformat(created_at),
        updated_at=datetime.fromisoformat(updated_at),
    )


def _turn(
    conversation_id: str,
    number: int,
    question: str,
    answer: str | None,
    asked_back: str | None,
    created_at: str,
) -> Turn:
    return Turn(
        conversation_id=conversation_id,
        number=number,
        question=StandaloneQuestion.model_validate_json(question),
        answer=Answer.model_validate_json(answer) if answer else None,
        asked_back=AskedBack.model_validate_json(asked_back) if asked_back else None,
        created_at=datetime.fromisoformat(created_at),
    )


def _articles_of(turn: Turn) -> set[str]:
    """Every article whose words stand anywhere in the answer, or in the choices that were offered."""
    return {
        found for said in (turn.answer, turn.asked_back) if said for found in _article_ids(said.model_dump())
    }


def _article_ids(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        found = part.get("article_id")
        if isinstance(found, str):
            yield found
        for value in part.values():
            yield from _article_ids(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _article_ids(value)
