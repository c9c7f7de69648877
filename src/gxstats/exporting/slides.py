"""A briefing as slides: 16:9, six to ten, charts native and editable, every figure with its number, the list of figures last."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from gxstats import catalog
from gxstats.exporting import native
from gxstats.exporting.appendix import appendix
from gxstats.exporting.briefing import Briefing, Chart, Listed, Part, plain, runs
from gxstats.exporting.sheets import TIMELESS
from gxstats.exporting.word import timeless

_CM = 360_000
_WIDE, _HIGH, _SIDE = 33.867, 19.05, 1.6  # cm
_INK, _MUTED, _MAIN = "ink", "muted", "primary"


def pptx(briefing: Briefing) -> bytes:
    """The file; the same bytes for the same snapshot and choice."""
    deck = _Deck(briefing)
    deck.first()
    deck.tiles()
    for part in briefing.parts:
        deck.part(part)
    deck.sources()
    return deck.bytes()


class _Deck:
    def __init__(self, briefing: Briefing) -> None:
        from pptx import Presentation
        self.briefing, self.say = briefing, briefing.choice.say
        self.font: str = catalog.load("characters.toml")["fonts"]["sheet"]
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = _cm(_WIDE), _cm(_HIGH)
        core: Any = self.deck.core_properties
        core.title, core.author, core.created, core.modified = briefing.title, "gxstats", TIMELESS, TIMELESS

    def bytes(self) -> bytes:
        self._noted()
        stream = BytesIO()
        self.deck.save(stream)
        return timeless(stream.getvalue())

    # --- slides ---

    def first(self) -> None:
        """Whose figures, how many of how many."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[6])
        bar = slide.shapes.add_shape(1, _cm(0), _cm(0), _cm(0.6), _cm(_HIGH))
        bar.fill.solid()
        bar.fill.fore_color.rgb = _rgb(_MAIN)
        bar.line.fill.background()
        title = self._write(slide, [self.briefing.title], (2.4, 6, 29, 3.4), 40, bold=True)
        title.name = "title"
        lines = [self.briefing.coverage, *([self.say("invented data")] if self.briefing.invented else [])]
        self._write(slide, lines, (2.4, 9.8, 29, 2.4), 18, _MUTED)
        self._write(slide, [" · ".join(self.briefing.standing)], (2.4, 16.8, 29, 1.4), 11, _MUTED)

    def tiles(self) -> None:
        """The six figures."""
        slide = self._slide(self.say("Key figures {year}", year=self.briefing.choice.chosen.last))
        for place, tile in enumerate(self.briefing.tiles):
            x, y = _SIDE + place % 3 * 10.4, 3.4 + place // 3 * 6.6
            box = slide.shapes.add_shape(1, _cm(x), _cm(y), _cm(9.9), _cm(6))
            box.fill.background()
            box.line.color.rgb = _rgb("hairline")
            box.shadow.inherit = False
            head = tile.headline
            self._write(slide, [head.label], (x + 0.3, y + 0.2, 9.3, 1), 16, _MUTED)
            self._write(slide, [f"{f'{head.value} {head.unit}'.strip()}[{tile.number}]"], (x + 0.3, y + 1.2, 9.3, 2), 34, bold=True)
            self._write(slide, [head.change, head.base], (x + 0.3, y + 3.6, 9.3, 2), 14)

    def part(self, part: Part) -> None:
        """Sentences, below them charts or lists side by side."""
        slide = self._slide(part.title)
        letters = 62 if self.briefing.language == "zh" else 125
        tall = 0.3 + 0.82 * sum(1 + len(plain(text)) // letters for text in part.sentences)
        if part.sentences:
            self._write(slide, part.sentences, (_SIDE, 2.7, _WIDE - 2 * _SIDE, tall), 14, space=4)
        things: Sequence[Chart | Listed] = part.charts or part.lists
        for place, thing in enumerate(things):
            wide = (_WIDE - 2 * _SIDE) / len(things)
            box = (_SIDE + place * wide, 3.0 + tall, wide - 0.5, _HIGH - 4.2 - tall)
            if isinstance(thing, Chart):
                self._chart(slide, thing, box)
            else:
                self._list(slide, thing, box)

    def sources(self) -> None:
        """Where the numbers come from, and the figures with what they are made of."""
        slide = self._slide(self.say("Sources and figures"))
        rows = [(f"[{figure.number}]", figure.label, figure.value, self.say("{count} of {asked} reports", count=len(
            figure.reports), asked=figure.asked)) for figure in self.briefing.figures]
        half = -(-len(rows) // 2)
        for place, some in enumerate((rows[:half], rows[half:])):
            if some:
                self._table(slide, some, _SIDE + place * 15.5, 3.0, 15.1, min(0.56, 13.2 / half))
        self._write(slide, [self.say(
            "The notes of each slide lead its figures back to their cells; the briefing as Word file lists them all."),
                            " · ".join(self.briefing.standing)], (_SIDE, 17, _WIDE - 2 * _SIDE, 1.6), 10, _MUTED)

    def _noted(self) -> None:
        """The notes of each slide: what the figures on it are made of."""
        made = {line[0]: line for line in appendix(self.briefing).figures}
        for slide in list(self.deck.slides)[1:-1]:
            text = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            marks = sorted({mark for _, mark in runs(text) if mark}, key=int)
            slide.notes_slide.notes_text_frame.text = "\n".join(" ".join(made[f"[{mark}]"]) for mark in marks)

    # --- pieces ---

    def _slide(self, title: str) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[6])
        self._write(slide, [title], (_SIDE, 0.9, _WIDE - 2 * _SIDE, 1.5), 24, bold=True).name = "title"
        self._write(slide, [str(len(self.deck.slides))], (_WIDE - 3, _HIGH - 1.1, 1.6, 0.8), 10, _MUTED, right=True)
        return slide

    def _chart(self, slide: Any, chart: Chart, box: tuple[float, float, float, float]) -> None:
        x, y, wide, high = box
        self._write(slide, [chart.title], (x, y, wide, 0.8), 15, bold=True)
        self._write(slide, [chart.caption], (x, y + 0.8, wide, 0.7), 11, _MUTED)
        native.add(slide.shapes, chart, [_cm(v) for v in (x, y + 1.5, wide, high - 1.5)], self.briefing.language, 11)

    def _list(self, slide: Any, item: Listed, box: tuple[float, float, float, float]) -> None:
        x, y, wide, high = box
        self._write(slide, [item.title], (x, y, wide, 0.9), 14, _MUTED)
        self._write(slide, item.lines, (x, y + 1, wide, high - 1), 14, space=3)

    def _write(self, slide: Any, lines: Sequence[str], box: Sequence[float], size: float, colour: str = _INK, bold: bool = False,
               right: bool = False, space: float = 0) -> Any:
        from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
        from pptx.util import Pt
        shape = slide.shapes.add_textbox(*(_cm(v) for v in box))
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.space_after = Pt(space)
            paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            for text, mark in runs(line):
                run = paragraph.add_run()
                run.text = text or f"[{mark}]"
                self._lettered(run, min(size, 14) if mark else size, _MUTED if mark else colour, bold and not mark)
                if mark:
                    run.font._element.set("baseline", "30000")
        return shape

    def _lettered(self, run: Any, size: float, colour: str, bold: bool) -> None:
        from pptx.util import Pt
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, self.font
        run.font.color.rgb = _rgb(colour)
        run.font._element.set("lang", "zh-CN" if self.briefing.language == "zh" else "en-US")
        native.chinese(run.font._element.getparent(), self.font)

    def _table(self, slide: Any, rows: Sequence[Sequence[str]], x: float, y: float, wide: float, high: float) -> None:
        shape = slide.shapes.add_table(len(rows), 4, _cm(x), _cm(y), _cm(wide), _cm(high * len(rows)))
        shape.table.first_row = shape.table.horz_banding = False
        for column, share in zip(shape.table.columns, (0.08, 0.44, 0.3, 0.18), strict=True):
            column.width = _cm(wide * share)
        for line, texts in zip(shape.table.rows, rows, strict=True):
            line.height = _cm(high)
            for cell, text in zip(line.cells, texts, strict=True):
                cell.fill.background()
                cell.margin_top = cell.margin_bottom = cell.margin_left = cell.margin_right = 0
                run = cell.text_frame.paragraphs[0].add_run()
                run.text = text
                self._lettered(run, 9 if high > 0.5 else 7.5, _INK, False)


def _cm(value: float) -> Any:
    return round(value * _CM)


def _rgb(name: str) -> Any:
    return native.rgb(catalog.colour("page", name))

