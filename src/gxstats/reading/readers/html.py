"""Web pages and web archives (.html, .mht): block elements as paragraphs, data tables as grids, nothing fetched."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import etree

from gxstats.errors import DamagedFileError
from gxstats.model import Block, Document
from gxstats.reading.readers import limits
from gxstats.reading.readers.encoding import refuse_garbled, to_text
from gxstats.reading.readers.layout import ICON, Item, OpenCell, Shown, number, place_cells, settle

SUFFIXES = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml")

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul"})
_ACTING = _BLOCKS | {"img"}
_WRAPPERS = frozenset({"p", "div", "center"})
_CELLS = frozenset({"td", "th"})
_TEXTS = _CELLS | {"p", "div", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "caption"}  # most hold nothing else
_INLINE = frozenset({"span", "font", "b", "strong", "i", "em", "u", "a", "o:p", "sub", "sup"})
_IGNORED = frozenset({
    "head", "script", "style", "template", "noscript", "select", "textarea", "iframe", "object", "svg", "math",
    "button", "title", "audio", "video"})
_BLANK = " \t\n\r\f"
_RUN = re.compile(f"[{_BLANK}]+")
_WIDE = "[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\uffef]"
_WRAPPED = re.compile(f"(?<={_WIDE})[ \t]*\r?\n[ \t]*(?={_WIDE})")  # a source line wrapped between two characters
_PICTURE_DATA = re.compile(rb"data:[\w/+.-]*;base64,[A-Za-z0-9+/=\s]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_AS_BLOCK = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_PAGE_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DIGITS = re.compile(r"\s*(\d{1,9})")

_TITLES = ("articletitle", "og:title")
_DATES = ("pubdate", "publishdate", "article:published_time")
_ADDRESSES = ("url", "og:url")


def read(path: Path, data: bytes | None = None) -> Document:
    """A web page as a Document. DamagedFileError when garbled or without text, TooLargeError over the limits."""
    return from_bytes(path.read_bytes() if data is None else data, path.name)


def from_bytes(data: bytes, name: str, meta: dict[str, str] | None = None) -> Document:
    """The page or web archive in `data` as a Document; the errors of `read`. `meta` is known from outside."""
    charset = None
    if is_archive(data):
        data, charset, address = _unpack(data, name)
        meta = {**({"url": address} if address else {}), **(meta or {})}
    declared = charset or _declared(data)
    if declared and not declared.lower().startswith("utf") and _is_utf8(data):
        declared = "utf-8"  # a page that calls itself gb2312 and is UTF-8 all through is UTF-8
    text, encoding = to_text(data, declared, name)
    page = data if encoding == "utf-8" and "\ufffd" not in text else text.encode("utf-8", "replace")
    # what stands behind the end of a page is shown by browsers and dropped by the parser: the end is left open
    root = _tree(_PAGE_END.sub(b"", page) if page.rfind(b"</", 0, -16) > page.lower().find(b"</body") >= 0 else page, name)
    found = {"encoding": encoding, **_meta(root, text), **(meta or {})}
    blocks = _blocks(root, page, name)
    if not blocks:
        raise DamagedFileError("{name} holds no text; open it in a browser and save the page as shown", name=name)
    document = Document(name, "html", blocks, found)
    refuse_garbled("\n".join(document.lines), name)
    return document


def fragment(markup: str, name: str) -> tuple[Block, ...]:
    """The blocks of a piece of mark-up that stands in another text; TooLargeError over the limits."""
    page = markup.encode("utf-8", "replace")
    root = _tree(page, name)
    return _blocks(root, page, name)


def _blocks(root: etree._Element | None, page: bytes, name: str) -> tuple[Block, ...]:
    if root is None:
        return ()
    low = page.lower()
    if b"isplay" in low or b"hid" in low:
        _styles_as_tags(root)
    etree.strip_tags(root, *_INLINE, etree.Comment, etree.PI)  # most elements then hold their text and nothing else
    return number(_Walk(name).run(root), name)


def _styles_as_tags(root: etree._Element) -> None:
    """What is not shown becomes a template, what its style sets on lines of its own a division."""
    for element in root.iter("*"):
        if element.get("hidden") is not None:
            element.tag = "template"
        elif (tag := _shown_as(element.get("style", ""))) == "template" or (tag and element.tag not in _ACTING):
            element.tag = tag


@lru_cache(maxsize=1_000)
def _shown_as(style: str) -> str:
    """The tag that has the effect of a style, if any has."""
    return "template" if _HIDDEN.search(style) else "div" if _AS_BLOCK.search(style) else ""


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a web archive, a message with the page as one of its parts."""
    head = data[:4096].lstrip().lower()
    return b"mime-version:" in head and b"content-type:" in head and not head.startswith(b"<")


def _unpack(data: bytes, name: str) -> tuple[bytes, str | None, str]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
                return content, part.get_content_charset(), address if address.startswith("http") else ""
    raise DamagedFileError("{name} is a web archive without a page in it", name=name)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:8192])
    return found[1].decode("ascii") if found else None


def _tree(page: bytes, name: str) -> etree._Element | None:
    """The tree of a page in UTF-8, None for one without any element; TooLargeError over the limits."""
    if len(page) > limits.MAX_TAG:
        page = _PICTURE_DATA.sub(b"data:", page) if b"data:" in page else page
        limits.check_markup(len(page), name)
        limits.check_tags(page, name)
    keeper = etree.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(page, keeper)
    except etree.XMLSyntaxError:
        root = None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in keeper.error_log.filter_from_fatals()):
        raise limits.too_deep(name)
    return root


def _meta(root: etree._Element | None, text: str) -> dict[str, str]:
    """What the page says of itself: title, published_on (ISO where it is a date), url."""
    if root is None:
        return {}
    named: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if key and content:
            named.setdefault(key, content)
    title = next((named[key] for key in _TITLES if key in named), None)
    if title is None:
        title = " ".join((next(root.iter("title"), etree.Element("title")).text or "").split())
    date = next((named[key] for key in _DATES if key in named), "")
    if parts := _DATE.match(date):
        date = f"{int(parts[1]):04}-{int(parts[2]):02}-{int(parts[3]):02}"
    canonical = next((e.get("href", "") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), "")
    saved = _SAVED_FROM.search(text[:4096])
    address = next((named[key] for key in _ADDRESSES if key in named), canonical or (saved[1] if saved else ""))
    found = {"title": title, "published_on": date, "url": address}
    return {key: value for key, value in found.items() if value}


# --- the walk -----------------------------------------------------------------------------------------------------

@dataclass(slots=True)
class _Table:
    rows: list[list[OpenCell]] = field(default_factory=list)
    groups: list[object] = field(default_factory=list)
    outside: list[Item] = field(default_factory=list)  # caption, and text astray between the cells


class _Walk:
    """One pass over the tree without recursion: lines of text go to the innermost open cell or to the page."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[str] = []
        self.items: list[Item] = []
        self.outer: list[list[Item]] = []  # where text went before the open tables and cells
        self.tables: list[_Table] = []
        self.verbatim = 0
        self.cells = 0

    def run(self, root: etree._Element) -> list[Item]:
        """What the page shows, in reading order."""
        path = [(root, iter((root,)))]  # the open elements, and what is left inside each
        while path:
            holder, inside = path[-1]
            for element in inside:
                tag = element.tag
                if tag in _TEXTS and not self.verbatim and (text := _only_text(element)) is not None:
                    if self.parts:
                        self.break_line()
                    items = self._cell(element) if tag in _CELLS and self.tables else self.items
                    if text := _clean(text):
                        items.append(text)
                elif tag not in _IGNORED:
                    if tag in _ACTING:
                        self.start(element, tag)
                    if text := element.text:
                        self.add(text)
                    path.append((element, iter(element)))
                    break
                if text := element.tail:
                    self.add(text)
            else:
                path.pop()
                if path and holder.tag in _ACTING:
                    self.end(holder.tag)
                if path and (text := holder.tail):
                    self.add(text)
        self.break_line()
        return self.items

    def add(self, text: str) -> None:
        if not self.verbatim:
            if self.parts or text.strip(_BLANK):
                self.parts.append(text)
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self.parts.append(first)
        for line in rest:
            self.break_line()
            self.parts.append(line)

    def break_line(self) -> None:
        text = "".join(self.parts)
        self.parts.clear()
        if text := text.strip(_BLANK) if self.verbatim else _clean(text):
            self.items.append(text)

    def start(self, element: etree._Element, tag: str) -> None:
        if self.parts and tag != "img":
            self.break_line()
        if tag in _CELLS and self.tables:
            self._into(self._cell(element))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
            self.tables[-1].groups.append(element.getparent())
        elif tag == "table":
            self.tables.append(_Table())
            self._into(self.tables[-1].outside)
        elif tag == "img":
            self._picture(element)
        elif tag == "pre":
            self.verbatim += 1

    def end(self, tag: str) -> None:
        if self.parts and tag != "img":
            self.break_line()
        if tag in _CELLS and self.tables:
            self._out()
        elif tag == "table":
            self._out()
            table = self.tables.pop()
            place_cells(table.rows, table.groups, self.name)
            self.items.extend(table.outside)
            self.items.extend(settle([cell for row in table.rows for cell in row]))
        elif tag == "pre":
            self.verbatim -= 1

    def _cell(self, element: etree._Element) -> list[Item]:
        """One more cell of the innermost table; where its lines go."""
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
            table.groups.append(element.getparent())
        high, wide = element.get("rowspan"), element.get("colspan")
        cell = OpenCell(1 if high in (None, "1") else _span(high, 0), 1 if wide in (None, "1") else _span(wide, 1))
        table.rows[-1].append(cell)
        self.cells += 1
        if self.cells > limits.MAX_CELLS:
            limits.check_cells(self.cells, self.name)
        return cell.items

    def _into(self, items: list[Item]) -> None:
        self.outer.append(self.items)
        self.items = items

    def _out(self) -> None:
        self.items = self.outer.pop()

    def _picture(self, element: etree._Element) -> None:
        """A picture that could hold a table; icons, by their stated size, are passed over."""
        sizes = [_DIGITS.match(element.get(side) or "") for side in ("width", "height")]
        if not any(size and int(size[1]) < ICON for size in sizes):
            self.break_line()
            self.items.append(Shown((element.get("alt") or element.get("title") or "").strip()))


def _only_text(element: etree._Element) -> str | None:
    """The text of an element that holds one line and nothing else, however many elements deep: most of a report."""
    while children := len(element):
        if children > 1 or ((text := element.text) and text.strip(_BLANK)):
            return None
        element = element[0]
        if element.tag not in _WRAPPERS or ((tail := element.tail) and tail.strip(_BLANK)):
            return None
    return element.text or ""


def _clean(text: str) -> str:
    """Text as a browser shows it: white space of the source is one blank, or none between two wide characters."""
    if text.isalnum():
        return text
    if "\n" in text:
        text = _WRAPPED.sub("", text)
    return (_RUN.sub(" ", text) if _RUN.search(text) else text).strip(_BLANK)


def _span(value: str, lowest: int) -> int:
    """A span as browsers take it: leading digits, `lowest` or more, and no more than a table can use."""
    found = _DIGITS.match(value)
    return max(lowest, min(int(found[1]), 65534)) if found else 1
