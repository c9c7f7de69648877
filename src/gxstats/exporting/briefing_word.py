"""A briefing as a Word file: the fonts of official documents, native charts that can be edited, the appendix on wide pages."""

from __future__ import annotations

from typing import Any

from gxstats.exporting import native
from gxstats.exporting.appendix import appendix
from gxstats.exporting.briefing import Briefing, Chart, Part, runs
from gxstats.exporting.briefing_html import HOW, LEFT_OUT
from gxstats.exporting.word import Paper

_WIDE, _HIGH = 8.3, 4.4  # cm of a chart, two side by side


def docx(briefing: Briefing) -> bytes:
    """The file; the same bytes for the same snapshot and choice."""
    from pptx import Presentation
    say = briefing.choice.say
    paper = Paper(briefing.title, dense=True)
    about = briefing.coverage + (f" · {say('invented data')}" if briefing.invented else "")
    paper.paragraph(about, size=10, centred=True, after=4)
    _tiles(paper, briefing)
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    for part in briefing.parts:
        _part(paper, part, briefing.language, slide.shapes)
    paper.footer(" · ".join(briefing.standing))
    _appendix(paper, briefing)
    return paper.bytes()


def _tiles(paper: Paper, briefing: Briefing) -> None:
    for tile, cell in zip(briefing.tiles, paper.boxes(3, 2, ruled=True), strict=True):
        head = tile.headline
        paper.paragraph(head.label, size=9, indent=False, within=cell)
        value = [(f"{head.value} {head.unit}".strip(), ""), ("", str(tile.number))]
        paper.paragraph(value, "heading", 16, indent=False, within=cell)
        paper.paragraph(head.change, size=9, indent=False, within=cell)
        paper.paragraph(head.base, size=9, indent=False, within=cell)


def _part(paper: Paper, part: Part, language: str, shapes: Any) -> None:
    paper.paragraph(part.title, "heading", 13, indent=False, before=6, after=1)
    for sentence in part.sentences:
        paper.paragraph(list(runs(sentence)))
    if part.charts:
        cells = paper.boxes(2, (len(part.charts) + 1) // 2)
        for chart, cell in zip(part.charts, cells, strict=False):
            _chart(paper, chart, language, shapes, cell)
    if part.lists:
        cells = paper.boxes(2, (len(part.lists) + 1) // 2)
        for item, cell in zip(part.lists, cells, strict=False):
            paper.paragraph(item.title, "heading", 10, indent=False, within=cell)
            for line in item.lines:
                paper.paragraph(list(runs(line)), size=10, indent=False, within=cell)


def _chart(paper: Paper, chart: Chart, language: str, shapes: Any, cell: Any) -> None:
    paper.paragraph(list(runs(chart.title)), "heading", 10, indent=False, before=4, within=cell)
    paper.paragraph(chart.caption, size=8.5, indent=False, within=cell)
    paper.chart(native.add(shapes, chart, (0, 0, 1_000_000, 1_000_000), language, 8), _WIDE, _HIGH, cell)


def _appendix(paper: Paper, briefing: Briefing) -> None:
    say, made = briefing.choice.say, appendix(briefing)
    paper.wide()
    paper.paragraph(say("Appendix: the figures and where they stand"), "heading", 13, indent=False, after=2)
    paper.paragraph(say(HOW), size=9, indent=False, after=4)
    paper.table([(say("No."), say("Figure"), say("Value"), say("Made of")), *made.figures], 7.5, (1.3, 6, 5.2, 14))
    paper.paragraph("; ".join(" ".join(line) for line in made.legend), size=7.5, indent=False, before=4)
    paper.paragraph(say("Reports and cells"), "heading", 13, indent=False, before=8, after=2)
    if made.left_out:
        paper.paragraph(say(LEFT_OUT, count=made.left_out), size=9, indent=False)
    paper.table([(say("report and sha256"), *(sign for sign, _, _ in made.legend)),
                 *((f"{stem}\n{digest}", *numbers) for stem, digest, *numbers in made.reports)], 5.5,
                (7.6, *[0.78] * len(made.legend)))
