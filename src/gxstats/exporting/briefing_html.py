"""A briefing as one web page for A4 paper: charts are drawings, nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from gxstats.exporting.appendix import appendix
from gxstats.exporting.briefing import Briefing, Chart, Part, runs
from gxstats.exporting.drawn import svg


def html(briefing: Briefing) -> str:
    """The page; every text escaped, the same for the same snapshot and choice."""
    say = briefing.choice.say
    style = (files("gxstats.exporting") / "briefing.css").read_text(encoding="utf-8")
    invented = f"<span class='invented'>{escape(say('invented data'))}</span>" if briefing.invented else ""
    tiles = "".join(
        f"<div class='tile'><div class='muted'>{escape(tile.headline.label)}</div><b>{escape(tile.headline.value)}"
        f"<small>{escape(tile.headline.unit)}</small><sup>[{tile.number}]</sup></b><div>{escape(tile.headline.change)}</div>"
        f"<div class='muted'>{escape(tile.headline.base)}</div></div>" for tile in briefing.tiles)
    body = "".join(_part(part, briefing.language) for part in briefing.parts)
    return (f"<!DOCTYPE html><html lang='{'zh-CN' if briefing.language == 'zh' else 'en'}'><head><meta charset='utf-8'>"
            f"<title>{escape(briefing.title)}</title><style>{style}</style></head><body><header><h1>{escape(briefing.title)}"
            f"{invented}</h1><p class='muted'>{escape(briefing.coverage)}</p></header><div class='tiles'>{tiles}</div>{body}"
            f"<footer>{escape(' · '.join(briefing.standing))}</footer>{_appendix(briefing)}</body></html>")


def _marked(text: str) -> str:
    return "".join(escape(piece) or f"<sup>[{mark}]</sup>" for piece, mark in runs(text))


def _part(part: Part, language: str) -> str:
    told = "".join(f"<p>{_marked(sentence)}</p>" for sentence in part.sentences)
    charts = "".join(_figure(chart, language) for chart in part.charts)
    lists = "".join(f"<section><h3 class='muted'>{escape(item.title)}</h3><ul>"
                    + "".join(f"<li>{_marked(line)}</li>" for line in item.lines) + "</ul></section>" for item in part.lists)
    return (f"<h2>{escape(part.title)}</h2>{told}" + (f"<div class='charts'>{charts}</div>" if charts else "")
            + (f"<div class='lists'>{lists}</div>" if lists else ""))


def _figure(chart: Chart, language: str) -> str:
    return (f"<figure><h3>{_marked(chart.title)}</h3><figcaption>{escape(chart.caption)}</figcaption>"
            f"{svg(chart, language)}</figure>")


def _appendix(briefing: Briefing) -> str:
    say, made = briefing.choice.say, appendix(briefing)
    heads = (say("No."), say("Figure"), say("Value"), say("Made of"))
    legend = "; ".join(f"{sign} {label} <code>{escape(code)}</code>" for sign, label, code in (
        (sign, escape(label), code) for sign, label, code in made.legend))
    left = f"<p>{escape(say(LEFT_OUT, count=made.left_out))}</p>" if made.left_out else ""
    reports = [(f"{stem} {digest}", *numbers) for stem, digest, *numbers in made.reports]
    return (f"<div class='appendix'><h2>{escape(say('Appendix: the figures and where they stand'))}</h2>"
            f"<p>{escape(say(HOW))}</p>{_table(heads, made.figures, 'figures')}"
            f"<p class='muted'>{legend}</p></div>"
            f"<div class='cells'><h2>{escape(say('Reports and cells'))}</h2>{left}"
            f"{_table((say('report and sha256'), *(sign for sign, _, _ in made.legend)), reports)}</div>")


HOW = ("A figure leads back to printed cells: c1, c2 … are named below; each report stands with its cells and the sha256 of its "
       "document. `gxstats trace unit/year/scope/code@sha256` opens the line.")
LEFT_OUT = "{count} more reports are not listed here; the file of references has them all."


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], name: str = "reports") -> str:
    def cell(text: str, tag: str = "td") -> str:
        return f"<{tag}>{escape(text).replace(chr(10), '<br>')}</{tag}>"
    body = "".join(f"<tr>{''.join(cell(text) for text in row)}</tr>" for row in rows)
    head = "".join(cell(text, "th") for text in heads)
    return f"<table class='{name}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
