"""A frame as the bytes of a CSV file that a spreadsheet opens: Chinese letters stay, and no text becomes a formula."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")
_NUMBER = re.compile(r"\s*[+-]?[\d.,]+\s*%?\s*")


def as_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a mark in front, lines as in the frame. A text that a spreadsheet would take for a formula begins with ', as
    the spreadsheet itself writes a text."""
    texts = frame.select_dtypes(exclude="number").columns
    safe = frame.assign(**{str(name): frame[name].map(_safe) for name in texts})
    return safe.rename(columns=lambda name: _safe(str(name))).to_csv(index=False).encode("utf-8-sig")


def _safe(value: Any) -> Any:
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
