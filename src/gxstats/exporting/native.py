"""The charts of a briefing as native ones, which Word and PowerPoint can edit: a chart part and the workbook behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.oxml.ns import qn

from gxstats import catalog
from gxstats.exporting.briefing import Chart, Layer
from gxstats.exporting.drawn import ink_on
from gxstats.exporting.word import timeless

_FORMATS = {"bars": "#,##0", "shares": "0%", "stack": "#,##0", "line": "0.0%", "across": "+#,##0;−#,##0;0"}
_SLIDE = 10  # points: letters this large or larger are a slide, which has room beside the chart
_SMALL = 0.09  # of the highest column: a layer below it is drawn without its number
_WHOLE = {"bars": "COLUMN_CLUSTERED", "shares": "COLUMN_STACKED_100", "stack": "COLUMN_STACKED", "line": "LINE_MARKERS",
          "across": "BAR_CLUSTERED"}


def add(shapes: Any, chart: Chart, box: Sequence[int], language: str, size: float = 10) -> Any:
    """Put a chart on a slide within (left, top, width, height); `size` of its letters in points. Returns pptx's chart."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    notes = chart.notes or [""] * len(chart.categories)
    data.categories = [f"{name}\n{note}".strip() for name, note in zip(chart.categories, notes, strict=True)]
    chart = _as_shares(chart) if chart.kind == "shares" else chart
    for layer in (*_band(chart, language), *chart.layers):
        data.add_series(layer.label, layer.values, _FORMATS[chart.kind])
    made = shapes.add_chart(getattr(XL_CHART_TYPE, _WHOLE[chart.kind]), *box, data).chart
    _styled(made, chart, size, catalog.load("characters.toml")["fonts"]["sheet"])
    workbook = made.part.chart_workbook
    workbook.update_from_xlsx_blob(timeless(workbook.xlsx_part.blob))
    return made


def _as_shares(chart: Chart) -> Chart:
    """Counts as shares of their category, as the numbers on the marks say them."""
    sums = [sum(v for layer in chart.layers if (v := layer.values[i]) is not None) for i in range(len(chart.categories))]
    return replace(chart, layers=tuple(replace(layer, values=tuple(
        None if value is None or not total else value / total for value, total in zip(layer.values, sums, strict=True)))
        for layer in chart.layers))


def _band(chart: Chart, language: str) -> tuple[Layer, ...]:
    """The ends of an interval as two thin lines."""
    if not any(value is not None for value in chart.high):
        return ()
    grey = catalog.colour("page", "axis")
    return (Layer(catalog.say("95 % interval, low", language), chart.low, grey),
            Layer(catalog.say("95 % interval, high", language), chart.high, grey))


def _styled(made: Any, chart: Chart, size: float, font: str) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt
    made.font.size, made.font.name = Pt(size), font
    made.font.color.rgb = rgb(catalog.colour("page", "ink"))
    made.has_title = False
    made.has_legend = len(chart.layers) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.BOTTOM if size < _SLIDE else XL_LEGEND_POSITION.RIGHT
        made.legend.include_in_layout = False
        made.legend.font.size = Pt(size)
    value, category = made.value_axis, made.category_axis
    value.has_major_gridlines = False
    value.visible = chart.kind == "line"
    value.major_tick_mark = XL_TICK_MARK.NONE
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.rgb = rgb(catalog.colour("page", "axis"))
    longest = max(len(line) for line in (*chart.categories, *chart.notes))
    category.tick_labels.font.size = Pt(size - (len(chart.categories) > 5) * (3 if longest > 6 else 1))
    for body in category._element.iter(qn("a:bodyPr")):  # labels of two lines never turned
        body.set("rot", "0")
    if chart.kind != "across":
        value.minimum_scale = 0
    else:
        known = [number or 0.0 for number in chart.layers[0].values]
        reach = max(map(abs, known)) * 0.45
        value.minimum_scale, value.maximum_scale = min(*known, 0.0) - reach * (min(known) < 0), max(*known, 0.0) + reach
        category.reverse_order = True
        category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind == "line":
        value.tick_labels.number_format, value.tick_labels.number_format_is_linked = "0%", False
        value.format.line.fill.background()
        value.has_major_gridlines = True
        value.major_gridlines.format.line.color.rgb = rgb(catalog.colour("page", "grid"))
    else:
        made.plots[0].gap_width = 50
    lines = made.plots[0].series
    own = list(lines)[len(lines) - len(chart.layers):]
    for series in list(lines)[:len(lines) - len(chart.layers)]:
        _lined(series, catalog.colour("page", "axis"), 0.75, marked=False)
    for series, layer in zip(own, chart.layers, strict=True):
        _coloured(series, layer, chart, size)
    chinese(made._chartSpace, font)


def _coloured(series: Any, layer: Layer, chart: Chart, size: float) -> None:
    """The colours of a series and the numbers on it."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt
    if chart.kind == "line":
        _lined(series, layer.colour, 2.25, marked=True)
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(layer.colour)
        series.invert_if_negative = False
        for place, colour in enumerate(layer.colours):
            point = series.points[place]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = rgb(colour)
    labels = series.data_labels
    labels.show_value = True
    labels.font.size = Pt(size)
    labels.number_format_is_linked = False
    labels.number_format = _FORMATS[chart.kind]
    if chart.kind in ("shares", "stack"):
        most = max(sum(v or 0 for v in column) for column in zip(*(item.values for item in chart.layers), strict=True))
        for place, number in enumerate(layer.values):
            if number is not None and number < _SMALL * most:
                _unlabelled(series.points[place])
        labels.font.color.rgb = rgb(ink_on(layer.colour))
        labels.position = XL_LABEL_POSITION.CENTER
    else:
        labels.position = XL_LABEL_POSITION.ABOVE if chart.kind == "line" else XL_LABEL_POSITION.OUTSIDE_END


def _unlabelled(point: Any) -> None:
    """No number on a mark that is too small for it."""
    label = point.data_label._get_or_add_dLbl()
    for child in list(label)[1:]:
        label.remove(child)
    label.append(label.makeelement(qn("c:delete"), {"val": "1"}))


def _lined(series: Any, colour: str, width: float, marked: bool) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(width)
    series.marker.style = XL_MARKER_STYLE.CIRCLE if marked else XL_MARKER_STYLE.NONE
    if marked:
        series.marker.size = 7
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(colour)
        series.marker.format.line.color.rgb = rgb(colour)


def rgb(colour: str) -> Any:
    """A colour as pptx knows it."""
    from pptx.dml.color import RGBColor
    return RGBColor.from_string(colour.lstrip("#"))  # type: ignore[no-untyped-call]


def chinese(element: Any, font: str) -> None:
    """Name the family for Chinese letters too: pptx's own `name` speaks of Latin ones only."""
    for properties in element.iter(qn("a:defRPr"), qn("a:rPr"), qn("a:endParaRPr")):
        for old in properties.findall(qn("a:ea")):
            properties.remove(old)
        latin = properties.find(qn("a:latin"))
        if latin is not None:
            latin.addnext(properties.makeelement(qn("a:ea"), {"typeface": font}))
