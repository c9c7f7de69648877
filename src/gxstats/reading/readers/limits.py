"""How much of one document the readers are willing to take; over it they say so instead of filling the memory."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from gxstats.errors import DamagedFileError, TooLargeError

MAX_BYTES = 100 * 1024 * 1024
MAX_PAGES = 500
MAX_CELLS = 200_000  # the cells of one document: two thousand times a report's
MAX_BLOCKS = 200_000
MAX_COLUMNS = 1_000  # of one grid
MAX_SPAN = 100  # a merged cell is no wider than this; HTML pages hold colspan=100000000
MAX_MARKUP = 8 * 1024 * 1024  # of one page or part, pictures written into it not counted; memory takes it fifty fold
MAX_TAG = 16 * 1024  # characters of one tag without its values; a tag of a million attributes takes hours
MAX_PART = 64 * 1024 * 1024  # one unpacked part of a zipped document
MAX_UNPACKED = 256 * 1024 * 1024
MAX_PARTS = 5_000
MAX_SECONDS = 18  # for the office program that converts an old file


def check_size(path: Path) -> None:
    """TooLargeError for a file over MAX_BYTES, DamagedFileError for an empty one."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooLargeError(
            "{name} is too large: {size} MB, and the limit is {limit} MB",
            name=path.name, size=size // 2**20, limit=MAX_BYTES // 2**20)
    if not size:
        raise DamagedFileError("{name} is empty", name=path.name)


def check_cells(count: int, name: str) -> None:
    """TooLargeError for more cells than any report has."""
    if count > MAX_CELLS:
        raise TooLargeError("{name} has more than {limit} table cells; no report has so many", name=name,
                            limit=MAX_CELLS)


def check_blocks(count: int, name: str) -> None:
    """TooLargeError for more paragraphs than any report has."""
    if count > MAX_BLOCKS:
        raise TooLargeError("{name} has more than {limit} paragraphs; no report has so many", name=name,
                            limit=MAX_BLOCKS)


def check_markup(size: int, name: str) -> None:
    """TooLargeError for more mark-up, in bytes or characters, than any report has."""
    if size > MAX_MARKUP:
        raise TooLargeError("{name} holds more than {limit} MB of text and mark-up; no report has so much", name=name,
                            limit=MAX_MARKUP // 2**20)


_LONG_TAG = re.compile(f"<[A-Za-z][^<>]{{{MAX_TAG}}}[^<>]*".encode())
_VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'")


def check_tags(page: bytes, name: str) -> None:
    """TooLargeError for a tag that goes on for ever."""
    begin = page.find(b"<")
    while len(page) - begin > MAX_TAG:
        near = page.rfind(b"<", begin + 1, begin + MAX_TAG + 1)
        if near < 0:
            break
        begin = near
    else:
        return  # no tag is long
    for tag in _LONG_TAG.finditer(page):
        if len(_VALUE.sub(b"", tag[0])) > MAX_TAG:
            raise TooLargeError("{name} has a tag of more than {limit} characters; no report needs one", name=name,
                                limit=MAX_TAG)


def too_deep(name: str) -> TooLargeError:
    """The error for parts nested inside each other without end."""
    return TooLargeError("{name} has parts nested too deeply inside each other to be read", name=name)


def check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """TooLargeError for a zipped document that would unpack to more than MAX_UNPACKED bytes."""
    parts = archive.infolist()
    if (len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED
            or any(part.file_size > MAX_PART for part in parts)):
        raise unpacks_too_large(name)


def unpacks_too_large(name: str) -> TooLargeError:
    """The error for a zipped document that grows beyond bounds."""
    return TooLargeError("{name} would unpack to more than {limit} MB", name=name, limit=MAX_UNPACKED // 2**20)
