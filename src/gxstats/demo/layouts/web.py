"""Web pages: clean, saved from a word processor, wrapped in the furniture of a site, with heads not merged."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from gxstats.demo.layouts.shapes import repeated_label, shifted_spans, unmerged_heads
from gxstats.demo.made import Made
from gxstats.demo.words import words
from gxstats.exporting.official import OfficialCell, OfficialTable, html_table

_STYLE = "font-family:&#39;FangSong&#39;;font-size:14px;line-height:24px;letter-spacing:0px"


def plain(made: Made) -> bytes:
    """A clean page, the date in its head."""
    return _page(made, _body(made, html_table), "utf-8")


def word(made: Made) -> bytes:
    """A page as a word processor or an editor of a site saves it: spans in paragraphs, padding, `o:p`, split words."""
    def table(part: OfficialTable) -> str:
        if part.code == "disclosure":
            part = shifted_spans(part)
        return _word_table(repeated_label(part, 10))
    padding = "&nbsp;" * 23
    body = "".join(
        table(part) if isinstance(part, OfficialTable) else
        f'<p style="{_STYLE}"></p><p style="{_STYLE}"><span>{escape(part)}</span><span>{padding}</span><o:p></o:p></p>'
        for part in made.parts())
    return _page(made, body, "utf-8")


def site(made: Made) -> bytes:
    """A page of a site in GB 18030: layout tables around the report, furniture above and below."""
    top = "".join(f"<div>{escape(text.format(year=made.year))}</div>" for text in words()["furniture_top"])
    bottom = "".join(f"<div>{escape(text)}</div>" for text in words()["furniture_bottom"])
    date = f"<span>{escape(made.published)}</span>" if made.published else ""
    page = (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
            f"<title>{escape(made.title)}</title></head><body><table><tr><td>{top}</td></tr><tr><td><h2>{escape(made.title)}</h2>{date}"
            f"<table><tr><td>{_body(made, html_table)}</td></tr></table></td></tr><tr><td>{bottom}</td></tr></table>"
            "</body></html>")
    return page.encode("gb18030")


def heads(made: Made) -> bytes:
    """A page whose heads are empty cells instead of merged ones."""
    return _page(made, _body(made, lambda part: html_table(unmerged_heads(part))), "utf-8")


def _body(made: Made, table: Callable[[OfficialTable], str]) -> str:
    return "".join(table(part) if isinstance(part, OfficialTable) else _paragraph(part) for part in made.parts())


def _paragraph(text: str) -> str:
    picture = '<img src="table.png">' if text == words()["picture"] else ""
    return f"<p>{escape(text)}{picture}</p>"


def _page(made: Made, body: str, encoding: str) -> bytes:
    date = f'<meta name="PubDate" content="{made.published_on}">' if made.published_on else ""
    return (f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{encoding}">{date}'
            f"<title>{escape(made.title)}</title></head><body><h1>{escape(made.title)}</h1>{body}</body></html>").encode(encoding)


def _word_table(table: OfficialTable) -> str:
    rows = "".join(f"<tr>{''.join(_word_cell(cell, n) for n, cell in enumerate(row))}</tr>" for row in table.rows)
    return f'<table border="1" style="{_STYLE}"><tbody>{rows}</tbody></table>'


def _word_cell(cell: OfficialCell, number: int) -> str:
    spans = f'rowspan="{cell.row_span}" colspan="{cell.column_span}"'
    if not cell.path:
        return f'<td {spans} style="{_STYLE}">{_word_label(cell.text)}</td>'
    text = escape(cell.text).replace("\n", "<br/>")
    if number % 3 == 0:
        return f"<td {spans}>{text or '&nbsp;'}</td>"
    digits = len(cell.text.rstrip(words()["money_unit"]))
    inner = (f"<span>{text[:digits]}</span><span>{text[digits:]}</span>" if digits < len(text)
             else f"<span>{text}</span><span>&nbsp;&nbsp;</span>")
    return f'<td {spans}><p align="center" style="{_STYLE}">{inner}<o:p></o:p></p></td>'


def _word_label(text: str) -> str:
    half = len(text) // 2
    first, rest = escape(text[:half]), escape(text[half:])
    if 4 <= len(text) <= 6:
        return f"<p>{first} &nbsp; &nbsp;</p><p>{rest}</p>"
    if len(text) <= 8:
        return f"<p><span>{first}</span><span><br/></span><span>{rest}</span></p>"
    return f"<p><span>{first}</span><span>{rest}</span><o:p></o:p></p>"
