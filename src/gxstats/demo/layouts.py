"""The layouts in which an invented report is written: the ways in which real reports are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from gxstats.demo.words import words
from gxstats.exporting import official
from gxstats.exporting.official import OfficialTable
from gxstats.model import Form


@dataclass(frozen=True)
class Made:
    """A report we invent: passport, prose by section, and what each cell prints (None prints nothing)."""

    unit: str
    year: int
    form: Form
    cells: Mapping[str, Decimal | None]
    prose: Mapping[str, list[str]] = field(default_factory=dict)
    published_on: str = ""
    without: frozenset[str] = frozenset()  # tables or sections left out
    texts: Mapping[str, str] = field(default_factory=dict)  # cells printed in a way of their own
    undivided: bool = False

    @property
    def title(self) -> str:
        return str(words()["title"]).format(unit=self.unit, year=self.year)

    def text(self, path: str) -> str:
        """What the document prints for a cell."""
        if path in self.texts:
            return self.texts[path]
        value = self.cells.get(path)
        return "" if value is None else f"{value.normalize():f}"

    def tables(self) -> dict[str, OfficialTable]:
        made = official.official_tables(self.form, self.text, self.undivided)
        return {table.code: table for table in made if table.code not in self.without}

    def parts(self) -> list[str | OfficialTable]:
        """Paragraphs and tables in printed order."""
        headings = dict(zip(("overview", "disclosure", "requests", "disputes", "problems", "other_matters"),
                            words()["headings"], strict=True))
        tables = self.tables()
        found: list[str | OfficialTable] = list(self.prose.get("opening", []))
        for code, heading in headings.items():
            if code in self.without and code not in ("disclosure", "requests", "disputes"):
                continue
            found.append(heading)
            if code in tables:
                found.append(tables[code])
            elif code in self.without:
                found.append(words()["picture"])
            found.extend(self.prose.get(code, []))
        return found


def _html_plain(made: Made) -> bytes:
    body = "".join(official.html_table(part) if isinstance(part, OfficialTable) else f"<p>{escape(part)}</p>"
                   for part in made.parts())
    date = f'<meta name="PubDate" content="{made.published_on}">' if made.published_on else ""
    return (f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">{date}<title>{escape(made.title)}</title>'
            f"</head><body><h1>{escape(made.title)}</h1>{body}</body></html>").encode()


def _html_site(made: Made) -> bytes:
    """A page of a web site: layout tables around the report, furniture above and below, GB 18030."""
    top = "".join(f"<div>{escape(text.format(year=made.year))}</div>" for text in words()["furniture_top"])
    date = f"<span>{escape(words()['published'].format(date=made.published_on))}</span>" if made.published_on else ""
    bottom = "".join(f"<div>{escape(text)}</div>" for text in words()["furniture_bottom"])
    body = "".join(_word_table(part) if isinstance(part, OfficialTable) else
                   f'<p style="text-indent:2em"><span>{escape(part)}</span><o:p></o:p></p>' for part in made.parts())
    page = (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{escape(made.title)}'
            f"</title></head><body><table><tr><td>{top}</td></tr><tr><td><h2>{escape(made.title)}</h2>{date}"
            f"<table><tr><td>{body}</td></tr></table></td></tr><tr><td>{bottom}</td></tr></table></body></html>")
    return page.encode("gb18030")


def _word_table(table: OfficialTable) -> str:
    """A table as a word processor saves it: spans in paragraphs, padding, line breaks in heads."""
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            text = escape(cell.text)
            if not cell.path and 4 <= len(cell.text) <= 8:
                text = f"{text[:len(text) // 2]}</span><span><br/></span><span>{text[len(text) // 2:]}"
            spans = f' rowspan="{cell.row_span}" colspan="{cell.column_span}"'
            padding = "<span>&nbsp;&nbsp;</span>" if cell.path else ""
            cells.append(f'<td{spans} valign="center"><p align="center"><span>{text}</span>{padding}</p></td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1"><tbody>{"".join(rows)}</tbody></table>'


def _docx(made: Made) -> bytes:
    return official.docx(made.title, made.parts())


def _xlsx(made: Made) -> bytes:
    return official.xlsx(made.title, made.parts())


def _text_tabs(made: Made) -> bytes:
    """Pasted text: cells parted by tabs, a blank line inside the big table, the unit on a line of its own."""
    lines = [words()["unit_line"].format(unit=made.unit), words()["year_line"].format(year=made.year)]
    if made.published_on:
        lines.append(words()["published"].format(date=made.published_on))
    for part in made.parts():
        if isinstance(part, str):
            lines += ["", part, ""]
            continue
        for number, row in enumerate(part.rows):
            lines.append("\t".join(cell.text for cell in row))
            if part.code == "requests" and number == part.heads:
                lines.append("")
    return "\n".join(lines).encode()


def _text_lines(made: Made) -> bytes:
    """The text layer of a print: one value a line, labels broken over lines, page marks between."""
    lines = [made.unit, words()["year_line"].format(year=made.year)]
    page = 1
    for part in made.parts():
        if isinstance(part, str):
            lines += [part[i:i + 34] for i in range(0, len(part), 34)]
            continue
        for row in part.rows:
            for cell in row:
                lines += [cell.text] if cell.path else [cell.text[i:i + 13] for i in range(0, len(cell.text), 13)]
            if len(lines) > page * 60:
                lines.append(f"- {page} -")
                page += 1
    return "\n".join(lines).encode()


def _text_rows(made: Made) -> bytes:
    """A label and its numbers on one line, long labels wrapped above."""
    lines = [made.title]
    if made.published_on:
        lines.append(words()["published"].format(date=made.published_on))
    for part in made.parts():
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part.rows:
            label = " ".join(cell.text for cell in row if not cell.path)
            values = " ".join(cell.text for cell in row if cell.path)
            if values and len(label) > 24:
                lines.append(label[:-12])
                label = label[-12:]
            lines.append(f"{label} {values}".strip())
    return "\n".join(lines).encode()


def _text_glued(made: Made) -> bytes:
    """The text of a page stripped of its tags: everything in one line, digits run together."""
    pieces = [part if isinstance(part, str) else "".join(cell.text for row in part.rows for cell in row)
              for part in made.parts()]
    return (made.title + " " + "".join(pieces)).encode()


def _markdown(made: Made) -> bytes:
    lines = [f"# {made.title}", ""]
    if made.published_on:
        lines += [words()["published"].format(date=made.published_on), ""]
    for part in made.parts():
        if isinstance(part, str):
            lines += [part, ""]
            continue
        width = max(c + cell.column_span for _, c, cell in official.placed(part))
        rows = [[""] * width for _ in part.rows]
        for r, c, cell in official.placed(part):
            rows[r][c] = cell.text
        for number, row in enumerate(rows):
            lines.append("| " + " | ".join(row) + " |")
            if not number:
                lines.append("|" + "---|" * width)
        lines.append("")
    return "\n".join(lines).encode()


@dataclass(frozen=True)
class Layout:
    """A way to publish a report: the suffix of the file and the function that writes it."""

    suffix: str
    write: Callable[[Made], bytes]


LAYOUTS: dict[str, Layout] = {
    "html_plain": Layout(".html", _html_plain), "html_site": Layout(".html", _html_site), "docx": Layout(".docx", _docx),
    "xlsx": Layout(".xlsx", _xlsx), "text_tabs": Layout(".txt", _text_tabs), "text_lines": Layout(".txt", _text_lines),
    "text_rows": Layout(".txt", _text_rows), "text_glued": Layout(".txt", _text_glued), "markdown": Layout(".md", _markdown),
}

