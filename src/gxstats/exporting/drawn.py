"""The charts of a briefing as SVG, for web page and PDF: letters stay letters, numbers stand on the marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from gxstats import catalog
from gxstats.exporting.briefing import Chart, Layer
from gxstats.measuring.telling import number, percent, signed

_WIDE, _HIGH = 380.0, 180.0
_TOP, _BELOW = 16.0, 34.0  # room over the marks and for two lines under them


def svg(chart: Chart, language: str, font: str = "inherit") -> str:
    """A chart without its title. `font` names the letters' family where the surrounding text does not."""
    draw = {"bars": _bars, "shares": _layers, "stack": _layers, "line": _line, "across": _across}[chart.kind]
    height = max(_HIGH, 24 * len(chart.categories) + 8) if chart.kind == "across" else _HIGH
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:.0f} {height:.0f}" font-family="{escape(font)}" '
            f'font-size="11" role="img">{"".join(draw(chart, language))}</svg>')


def _colour(name: str) -> str:
    return catalog.colour("page", name)


def _text(x: float, y: float, text: str, anchor: str = "middle", colour: str = "", size: float = 11) -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour or _colour("ink")}" font-size="{size}">'
            f"{escape(text)}</text>")


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{colour}"/>'


def _centres(chart: Chart, right: float) -> tuple[list[float], float]:
    """The middle of each category, and how wide one is."""
    step = (right - 6) / max(len(chart.categories), 1)
    return [6 + step * (i + 0.5) for i in range(len(chart.categories))], step


def _axis(chart: Chart, centres: Sequence[float], right: float) -> Iterator[str]:
    floor = _HIGH - _BELOW
    yield f'<line x1="6" x2="{right:.1f}" y1="{floor}" y2="{floor}" stroke="{_colour("axis")}"/>'
    for x, category, note in zip(centres, chart.categories, chart.notes or [""] * len(chart.categories), strict=True):
        yield _text(x, floor + 14, category, colour=_colour("muted"))
        yield _text(x, floor + 27, note, colour=_colour("muted"), size=9)


def _bars(chart: Chart, language: str) -> Iterator[str]:
    (layer,) = chart.layers
    centres, step = _centres(chart, _WIDE - 6)
    room, most = _HIGH - _BELOW - _TOP, max([v for v in layer.values if v is not None] or [1]) or 1
    for x, value, colour in zip(centres, layer.values, layer.colours or [layer.colour] * len(centres), strict=True):
        if value is not None:
            height = room * value / most
            yield _box(x - step * 0.33, _TOP + room - height, step * 0.66, height, colour)
            yield _text(x, _TOP + room - height - 4, number(value, language))
    yield from _axis(chart, centres, _WIDE - 6)


def _layers(chart: Chart, language: str) -> Iterator[str]:
    named = [_named(layer, chart.kind, _sums(chart)[-1], language) for layer in chart.layers] if chart.kind == "shares" else [
        layer.label for layer in chart.layers]
    right = _WIDE - 26 - max(_width(name) for name in named)
    centres, step = _centres(chart, right)
    room, sums = _HIGH - _BELOW - _TOP, _sums(chart)
    most = 1.0 if chart.kind == "shares" else max([*sums, 1])
    for i, x in enumerate(centres):
        at = _HIGH - _BELOW
        for layer in chart.layers:
            value = layer.values[i]
            share = None if value is None else value / (sums[i] or 1) if chart.kind == "shares" else value / most
            if share:
                height = room * share
                yield _box(x - step * 0.33, at - height, step * 0.66, height - 0.8, layer.colour)
                if height >= 12:
                    told = f"{share * 100:.0f}" if chart.kind == "shares" else number(value, language)
                    yield _text(x, at - height / 2 + 3.6, told, colour=ink_on(layer.colour), size=10)
                at -= height
        if chart.kind == "stack":
            yield _text(x, at - 4, number(sums[i], language) if any(v.values[i] is not None for v in chart.layers) else "—")
    for i, (layer, name) in enumerate(zip(reversed(chart.layers), reversed(named), strict=True)):
        yield _box(right + 8, _TOP + 6 + 17 * i, 9, 9, layer.colour) + _text(right + 20, _TOP + 14 + 17 * i, name, "start")
    yield from _axis(chart, centres, right)


def _line(chart: Chart, language: str) -> Iterator[str]:
    (layer,) = chart.layers
    centres, _ = _centres(chart, _WIDE - 6)
    room = _HIGH - _BELOW - _TOP
    most = max([v for v in (*layer.values, *chart.high) if v is not None] or [1]) * 1.1 or 1

    def y(value: float) -> float:
        return _TOP + room - room * value / most

    for run in _unbroken([*zip(chart.low, chart.high, strict=True)] if chart.low else [], both=True):
        points = [(centres[i], chart.high[i]) for i in run] + [(centres[i], chart.low[i]) for i in reversed(run)]
        place = " ".join(f"{x:.1f},{y(v or 0):.1f}" for x, v in points)
        yield f'<polygon points="{place}" fill="{_colour("axis")}" fill-opacity=".22"/>'
    for run in _unbroken([(value,) for value in layer.values]):
        place = " ".join(f"{centres[i]:.1f},{y(layer.values[i] or 0):.1f}" for i in run)
        yield f'<polyline points="{place}" fill="none" stroke="{layer.colour}" stroke-width="2"/>'
    for x, value in zip(centres, layer.values, strict=True):
        if value is not None:
            yield f'<circle cx="{x:.1f}" cy="{y(value):.1f}" r="3.4" fill="{layer.colour}"/>'
            yield _text(x, y(value) - 7, percent(value))
    yield from _axis(chart, centres, _WIDE - 6)


def _unbroken(values: Sequence[tuple[float | None, ...]], both: bool = False) -> list[list[int]]:
    """The places without a gap, one after another; with `both` single ones are left out, an area has none."""
    runs: list[list[int]] = [[]]
    for i, group in enumerate(values):
        if any(value is None for value in group):
            runs.append([])
        else:
            runs[-1].append(i)
    return [run for run in runs if len(run) > both]


def _across(chart: Chart, language: str) -> Iterator[str]:
    (layer,) = chart.layers
    widest = max([_width(name) for name in chart.categories] or [0.0])
    left = min(172.0, widest + 8)
    size = 11 * min(1.0, (left - 4) / widest)
    values = [value or 0.0 for value in layer.values]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    scale = (_WIDE - left - 96) / ((high - low) or 1)
    zero = left + 44 * (low < 0) - low * scale
    for i, (name, value, colour) in enumerate(zip(chart.categories, values, layer.colours, strict=True)):
        y = 8 + 24 * i
        yield _text(left - 3, y + 12, name, "end", size=round(size, 1))
        yield _box(min(zero, zero + value * scale), y, abs(value) * scale, 16, colour)
        side, anchor = (5, "start") if value >= 0 else (-5, "end")
        yield _text(zero + value * scale + side, y + 12, signed(value, language), anchor)
    yield (f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="2" y2="{8 + 24 * len(values):.1f}" stroke="{_colour("axis")}"/>')


def _sums(chart: Chart) -> list[float]:
    return [sum(value for layer in chart.layers if (value := layer.values[i]) is not None) for i in range(len(chart.categories))]


def _named(layer: Layer, kind: str, total: float, language: str) -> str:
    value = layer.values[-1]
    return f"{layer.label} {percent(value / total if value is not None and total else None, 0)}"


def _width(text: str) -> float:
    return sum(11.4 if letter > "\u2e80" else 6.4 for letter in text)


def ink_on(colour: str) -> str:
    """White or dark letters, whichever stand out more on a fill (WCAG relative luminance)."""
    light = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in light]
    return "#FFFFFF" if 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 0.19 else "#0E1318"
