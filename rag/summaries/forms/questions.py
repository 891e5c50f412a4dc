"""Forms that a small model fills: a plain question for each field, and the program builds the structure.

Every question has the article first, word for word the same, so that a local model reads it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.prompts import load_prompt
from rag.summaries.calls import Asked, Calls
from rag.summaries.drafting import SMALL_TOKENS, tokens_of, within
from rag.summaries.forms.accepting import Accepted
from rag.summaries.forms.carrying import lines_near
from rag.summaries.forms.drafts import (
    Candidate,
    ChoiceDraft,
    Draft,
    GroupDraft,
    LeafDraft,
    ListDraft,
    TableDraft,
)
from rag.summaries.forms.form import Choice, Group, Leaf, Listing, Node, Table, leaves_of
from rag.summaries.forms.spoken import lines_saying, values_in
from rag.summaries.plain import read_lines
from rag.summaries.reading import Line, Reading

_VALUE_TOKENS = 60
_LIST_TOKENS = 220
_MOST_ITEMS = 12


def fill_by_questions(form: Node, accepted: Accepted, reading: Reading, calls: Calls) -> Draft | None:
    """What the model says, field by field; None if it was never asked, or could not be."""
    asking = _Asking(reading, calls)
    draft = asking.draft(form)
    return draft if asking.answered else None


@dataclass
class _Asking:
    reading: Reading
    calls: Calls
    answered: int = 0

    def draft(self, node: Node) -> Draft | None:
        match node:
            case Leaf():
                return self._leaf(node)
            case Group():
                drafts = {item.name: self.draft(item.node) for item in node.fields}
                return GroupDraft({name: draft for name, draft in drafts.items() if draft is not None})
            case Listing(firsts=firsts) if firsts:
                return ListDraft(tuple(self.draft(first) for first in firsts))
            case Listing(item=Leaf() as item):
                said = self._lines(f"List each {_asked_for(node)}, one per line.{_form_of(item)}", node)
                return ListDraft(items=tuple(self._values(item, line) for line in said))
            case Listing(item=Node() as item):
                return self._rows(node, item)
            case Table(value=Leaf() as value):
                said = self._lines(f"List {_asked_for(node)}. One line each: WHAT | VALUE", node)
                return TableDraft(tuple(self._entries(value, said)))
            case Choice(options=options):
                drafted = [(n, self.draft(option)) for n, option in enumerate(options)]
                return ChoiceDraft(tuple((n, draft) for n, draft in drafted if draft is not None))
        return None

    def _leaf(self, leaf: Leaf) -> Draft | None:
        if leaf.constant is not None or not leaf.kinds:
            return None
        said = self._lines(_question(leaf), leaf, tokens=_VALUE_TOKENS)
        return self._values(leaf, said[0]) if said else None

    def _values(self, leaf: Leaf, words: str) -> LeafDraft:
        said = lines_saying(words, self.reading)
        return LeafDraft(tuple(Candidate(value, said) for value in values_in(leaf, words, self.reading)))

    def _rows(self, listing: Listing, item: Node) -> Draft | None:
        """One line for each item, its single values between bars; what is nested deeper stays empty."""
        named = _columns(item)
        if not named:
            return None
        columns = " | ".join(leaf.label.spoken.upper() for _, leaf in named)
        told = "; ".join(
            f"{leaf.label.spoken.upper()} is {leaf.label.description}{_form_of(leaf)}"
            for _, leaf in named
            if leaf.label.description or _form_of(leaf)
        )
        question = f"List each {_asked_for(listing)}. One line each: {columns}" + (
            f"\n{told}" if told else ""
        )
        rows = []
        for line in self._lines(question, listing):
            cells = [cell.strip() for cell in line.split("|")]
            fields = {
                name: self._values(leaf, cell)
                for (name, leaf), cell in zip(named, cells, strict=False)
                if cell and cell.upper() not in ("NOT FOUND", "NONE", "N/A", "-")
            }
            rows.append(_as_item(item, fields))
        return ListDraft(items=tuple(rows))

    def _entries(self, value: Leaf, said: Sequence[str]) -> Iterator[tuple[Candidate, Draft]]:
        for line in said:
            key, bar, cell = line.partition("|")
            if bar and key.strip() and cell.strip():
                yield (
                    Candidate(key.strip(), lines_saying(key, self.reading)),
                    self._values(value, cell.strip()),
                )

    def _lines(self, question: str, node: Node, *, tokens: int = _LIST_TOKENS) -> list[str]:
        prompt = load_prompt("form-value")
        shown = "\n".join(line.flat for line in self._shown(node))
        reply = self.calls.reply(
            Asked(
                label=f"reading for {node.label.spoken or 'the form'}",
                prompt=prompt.info,
                messages=prompt.fill(sentences=shown, question=question),
                max_tokens=tokens,
            )
        )
        self.answered += reply is not None
        return read_lines(reply or "")[:_MOST_ITEMS]

    def _shown(self, node: Node) -> list[Line]:
        """The article, or of a long one what is nearest to the field, with its opening."""
        lines = [line for line in self.reading.body if line.text.strip()]
        if tokens_of(lines) <= SMALL_TOKENS:
            return lines
        words = " ".join(leaf.label.all_words for leaf in leaves_of(node))
        near = [line.number for line in lines_near(words, lines)]
        opening = [line.number for line in lines[:5]]
        rest = [line.number for line in lines]
        return within(self.reading, [*opening, *near, *rest], SMALL_TOKENS)


def _columns(item: Node) -> list[tuple[str, Leaf]]:
    """The single values of an item, by the names of their fields; of a choice those of all its options."""
    options = item.options if isinstance(item, Choice) else (item,)
    fields = [field for option in options if isinstance(option, Group) for field in option.fields]
    leaves = {field.name: field.node for field in fields if isinstance(field.node, Leaf)}
    return [(name, leaf) for name, leaf in leaves.items() if leaf.constant is None and leaf.kinds]


def _as_item(item: Node, fields: dict[str, LeafDraft]) -> Draft:
    if isinstance(item, Choice):
        return ChoiceDraft(tuple((n, GroupDraft(fields)) for n in range(len(item.options))))
    return GroupDraft(dict(fields))


def _question(leaf: Leaf) -> str:
    if leaf.kinds == {"boolean"}:
        return f"Does the article say so: {leaf.label.words.rstrip('?')}? Reply yes or no, or NOT FOUND."
    within = f" (of {', '.join(leaf.label.above)})" if leaf.label.above else ""
    asked = f"What does the article give as the {leaf.label.words.rstrip('.')}{within}?"
    return f"{asked}{_form_of(leaf)} Reply in one line."


def _asked_for(node: Node) -> str:
    """What one item is, by the description or the name of its list."""
    inner = node.item if isinstance(node, Listing) else None
    said = node.label.description or (inner.label.description if inner else "") or node.label.spoken
    return f"{said.rstrip('.')} that the article gives" if said else "value that the article gives"


def _form_of(leaf: Leaf) -> str:
    """How a value is to be written."""
    if leaf.choices is not None:
        listed = ", ".join(str(value) for value, _ in leaf.choices if value is not None)
        return f" One of: {listed}."
    if leaf.formats & {"date", "date-time"}:
        return " The date as the article writes it."
    if leaf.kinds & {"number", "integer"} and "string" not in leaf.kinds:
        return " The number as the article writes it."
    return ""
