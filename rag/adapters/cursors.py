"""Places in a listing as opaque texts: where a page ended is where the next one begins."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from rag.errors import CursorInvalid


def cursor_of(place: Sequence[int | str]) -> str:
    """The text for a place, which is the sort key of the last row of a page."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def place_of(cursor: str, kinds: Sequence[type]) -> list[int | str]:
    """The place behind a cursor whose parts are of these kinds. Raises `CursorInvalid`."""
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if [type(part) for part in place] != list(kinds):
            raise ValueError(place)
        return list(place)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise invalid_cursor(cursor) from None


def invalid_cursor(cursor: str) -> CursorInvalid:
    return CursorInvalid(
        f"{cursor[:80]!r} is no cursor of this listing. Take `next` of the page before, or leave it out."
    )
