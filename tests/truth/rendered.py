"""What a page really draws: every chart with its traces, every twin table, every text; and numbers as they are printed."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"[−+-]?\d[\d,]*(?:\.\d+)?(?: ?(?:%|万|亿))?")


@dataclass
class Drawn:
    """One page at one address: charts by key, twin tables in order, and all texts."""

    page: str
    charts: dict[str, dict[str, Any]]
    tables: list[pd.DataFrame]
    texts: list[str]


def draw(page: str, data: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> Drawn:
    """A page with all charts, then once more with every twin table in place of its chart."""
    monkeypatch.setenv("GXSTATS_DATA", str(data))
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params.update(query)
    test.run()
    if page != "overview":
        test.query_params.update(query)
        test.switch_page(f"pages/{page}.py").run()
    assert not test.exception, test.exception
    charts, texts = _charts(test), _texts(test)
    for toggle in test.toggle:
        if str(toggle.key).startswith("w_tw_"):
            toggle.set_value(True)
    test.run()
    assert not test.exception, test.exception
    return Drawn(page, charts, [item.value for item in test.dataframe], texts)


def _charts(test: AppTest) -> dict[str, dict[str, Any]]:
    found = {}
    for number, item in enumerate(test.get("plotly_chart")):
        spec = json.loads(item.proto.spec)  # type: ignore[attr-defined]
        key = re.sub(r"^\$\$ID-[0-9a-f]+-", "", item.proto.id) or str(number)  # type: ignore[attr-defined]
        found[key.removeprefix("chart_")] = _plain(spec)
    return found


def _plain(item: Any) -> Any:
    """Arrays that plotly packs as binary become lists."""
    if isinstance(item, dict):
        if set(item) >= {"dtype", "bdata"}:
            values = np.frombuffer(base64.b64decode(item["bdata"]), dtype=np.dtype(item["dtype"]))
            shape = [int(part) for part in str(item.get("shape", "")).split(",") if part]
            return [None if v != v else v for v in values.tolist()] if len(shape) < 2 else values.reshape(shape).tolist()
        return {key: _plain(value) for key, value in item.items()}
    return [_plain(value) for value in item] if isinstance(item, list) else item


def _texts(test: AppTest) -> list[str]:
    found = [str(item.value) for kind in ("markdown", "caption", "text") for item in test.get(kind)]
    for item in test.get("html"):
        body = str(item.proto.body)  # type: ignore[attr-defined]
        if "<style" not in body:
            found.append(body)
    found += [str(item.proto.label) for item in test.get("page_link")]  # type: ignore[attr-defined]
    return found


def words(text: str) -> str:
    """A text without its mark-up."""
    return unescape(re.sub(r"<[^>]*>", " ", text))


@dataclass(frozen=True)
class Printed:
    """A number as people read it, and how far it may be from the exact one because it is rounded."""

    value: float
    within: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float) and abs(float(other) - self.value) <= self.within * (1 + 1e-9) + 1e-9


def numbers(text: str) -> list[Printed]:
    """Every number of a text; a percentage as a share."""
    return [number(found) for found in NUMBER.findall(text)]


def number(text: str) -> Printed:
    """One printed number."""
    scale = next((by for sign, by in (("%", 0.01), ("万", 1e4), ("亿", 1e8)) if text.endswith(sign)), 1.0)
    digits = text.rstrip("%万亿 ").replace("−", "-").replace(",", "")
    places = len(digits.split(".")[1]) if "." in digits else 0
    # a count without decimals is exact; whatever is divided or has decimals may be rounded
    rounded = scale != 1 or places > 0
    return Printed(float(digits) * scale, 0.5 * 10 ** -places * scale if rounded else 0.0)
