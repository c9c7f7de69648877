"""Bytes to text: byte-order mark, declared encoding, UTF-8, GB 18030; text that was decoded wrongly is refused."""

from __future__ import annotations

import codecs
import re
from functools import cache

from gxstats import catalog
from gxstats.errors import DamagedFileError
from gxstats.reading.readers import limits

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def decode(data: bytes, declared: str | None = None, name: str = "") -> tuple[str, str]:
    """The text of a file and the encoding it is in. `declared` is what the file says of itself, if anything.

    DamagedFileError when no encoding fits, or when the text shows that it was decoded wrongly before; TooLargeError.
    """
    limits.check_markup(len(data), name)
    text, encoding = to_text(data, declared, name)
    limits.check_blocks(text.count("\n"), name)
    refuse_garbled(text, name)
    return text, encoding


def to_text(data: bytes, declared: str | None, name: str) -> tuple[str, str]:
    """As `decode`, but whoever calls it asks `refuse_garbled` later, about what there is to read between mark-up."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name), encoding
    tries = ["utf-8", "gb18030"]
    if declared:
        try:
            codec = codecs.lookup(declared).name
        except LookupError:
            codec = ""
        # gb2312 and gbk pages hold letters outside those sets; gb18030 contains both
        codec = "gb18030" if codec in ("gb2312", "gbk", "hz") else codec
        if codec:
            tries = [codec, *tries]
    for encoding in tries:
        try:
            return data.decode(encoding), encoding
        except UnicodeError:
            continue
    # a few broken bytes in an otherwise sound page (a cut download) are shown as such and counted by refuse_garbled
    return data.decode(tries[0], errors="replace"), tries[0]


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise DamagedFileError(
            "{name} is not readable as text: its encoding mark and its bytes disagree", name=name) from error


_LETTERS = re.compile(r"[\u4e00-\u9fff]")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f\v")


@cache
def _signs() -> tuple[str, ...]:
    """Letters that only appear where a text was decoded wrongly."""
    return tuple(catalog.load("characters.toml")["garbled"])


def refuse_garbled(text: str, name: str) -> None:
    """DamagedFileError for text that is not what was written: mojibake, replacement marks, control characters."""
    sample = text[:200_000]
    if not sample:
        return
    hits = sum(map(sample.count, _signs()))
    letters = max(1, len(_LETTERS.findall(sample))) if hits else 1
    plain = sample.encode("utf-8", "replace")
    broken = sample.count("\ufffd") + len(plain) - len(plain.translate(None, _CONTROL))
    if hits * 20 > letters or broken * 50 > len(sample) or sample.count("?") * 3 > len(sample):
        raise DamagedFileError(
            "{name} holds garbled letters (it was saved in the wrong encoding); save it again as UTF-8", name=name)
