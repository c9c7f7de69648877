"""Charts that live in the workbook and can be edited there. What is drawn how stands in definitions/sheet_charts.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gxstats import catalog
from gxstats.exporting.sheets import Book

_TYPES = {
    "column": ("column", ""), "stacked": ("column", "stacked"), "percent": ("column", "percent_stacked"), "bar": ("bar", ""),
    "line": ("line", ""), "scatter": ("scatter", ""),
}
_SIZE = (620, 330)  # pixels
_BAR = 22  # pixels a bar of those across needs
_INK, _MUTED, _GRID = "#1B2530", "#5A6675", "#E9EDF2"
_MOST_LABELS = 12  # points that carry their number


@dataclass(frozen=True)
class Area:
    """Where a table stands on a sheet: its head in row `head`, its points in rows `first` to `last`, their names in column 0.
    In a `turned` one the points are columns, their names the head, and what is drawn are rows."""

    sheet: Any
    head: int
    first: int
    last: int
    turned: bool = False

    def series(self, index: int, names: int = 0) -> dict[str, list[Any]]:
        """Name, names of points and values of a column (of a row) as ranges."""
        on = self.sheet.get_name()
        if self.turned:
            return {"name": [on, index, 0], "categories": [on, self.head, self.first, self.head, self.last],
                    "values": [on, index, self.first, index, self.last]}
        return {"name": [on, self.head, index], "categories": [on, self.first, names, self.last, names],
                "values": [on, self.first, index, self.last, index]}


def charts_of(page: str) -> Mapping[str, dict[str, Any]]:
    """The charts of a page by card, empty where there are none."""
    found: Mapping[str, dict[str, Any]] = catalog.load("sheet_charts.toml").get(page, {})
    return found


def draw(book: Book, area: Area, about: Mapping[str, Any], columns: Sequence[int], title: str, on: Any, at: tuple[int, int],
         share: bool = False, names: Sequence[str] = ()) -> None:
    """A chart of some columns (rows) of a table, put on a sheet with its corner at a cell. `share` shows the axis as
    percentages; `names` are shorter than the heads of the table."""
    kind, subtype = _TYPES[about["kind"]]
    chart = book.book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    across, font = kind == "bar", catalog.load("characters.toml")["fonts"]["sheet"]
    text = {"name": font, "size": 9, "color": _MUTED}
    points = area.last - area.first + 1
    pairs = [(columns[0], columns[1])] if kind == "scatter" else [(0, column) for column in columns]
    for number, (x, y) in enumerate(pairs):
        colour = _colour(about, number)
        labelled = subtype == "" and kind != "scatter" and points * len(pairs) <= 3 * _MOST_LABELS
        chart.add_series({
            **area.series(y, x), "gap": 60, **({"name": names[number]} if names else {}),
            **({"overlap": 100} if subtype else {}),
            **({"line": {"color": colour, "width": 2.25}, "marker": {"type": "circle", "size": 6, "fill": {"color": colour},
                "border": {"color": colour}}} if kind == "line" else {}),
            **({"marker": {"type": "circle", "size": 7, "fill": {"color": colour}, "border": {"none": True}}}
               if kind == "scatter" else {}),
            **({"fill": {"color": colour}, "border": {"none": True}} if kind in ("column", "bar") else {}),
            **({"data_labels": {"value": True, "font": {**text, "color": _INK},
                                **({"position": "above"} if kind == "line" else {"position": "outside_end"})}} if labelled else {}),
        })
    chart.set_title({"name": title, "name_font": {"name": font, "size": 11, "color": _INK, "bold": True}, "overlay": False})
    form = "0%" if share or subtype == "percent_stacked" else "#,##0"
    values = {"num_font": text, "num_format": form, "major_gridlines": {"visible": True, "line": {"color": _GRID}},
              "line": {"none": True}, **({"min": 0} if about.get("from_zero") else {})}
    points_axis = {"num_font": text, "line": {"color": "#89939F"}, "label_position": "low", "major_tick_mark": "none",
             **({"reverse": True} if across else {})}
    if kind == "scatter":
        points_axis |= {"num_format": "#,##0", "name": "N", "name_font": text}
    chart.set_x_axis(values if across else points_axis)
    chart.set_y_axis(points_axis if across else values)
    chart.set_legend({"none": True} if len(pairs) == 1 else {"position": "bottom", "font": text})
    chart.show_blanks_as("gap")
    chart.set_chartarea({"border": {"color": "#D9DFE6"}})
    chart.set_size({"width": _SIZE[0], "height": max(_SIZE[1], 90 + _BAR * points) if across else _SIZE[1]})
    on.insert_chart(*at, chart, {"description": title, "object_position": 2})


def _colour(about: Mapping[str, Any], number: int) -> str:
    family, codes = about.get("family"), about.get("codes") or []
    if not family:
        return catalog.colour("outcome", ("granted", "unavailable")[number % 2])
    code = codes[number] if number < len(codes) else next(
        part for part in about["figures"][number].split("/") if part in catalog.palette()[family])
    return catalog.colour(family, code)
