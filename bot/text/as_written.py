"""What people write, as the transcript and the desk keep it: their own signs and line breaks, nothing that cannot be seen."""

from __future__ import annotations

import unicodedata


def own_words(text: str) -> str:
    """Return the text without control, format and unassigned characters; line breaks stay."""
    if text.isprintable():
        return text.strip()
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C").strip()
