"""The colours stay apart: on the page, from each other, and with ink on them (WCAG contrast; CIEDE2000 is in the design)."""

from __future__ import annotations

import pytest

from gxstats import catalog

FAMILIES = ("outcome", "applicant", "dispute", "severity")
INKS = ("#FFFFFF", "#0E1318")


def _light(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast of two colours."""
    high, low = sorted((_light(one), _light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("family", FAMILIES)
def test_fills_stand_out_and_carry_ink(family: str, dark: bool) -> None:
    ground = catalog.colour("page", "background", dark)
    for code in catalog.palette()[family]:
        fill = catalog.colour(family, code, dark)
        assert contrast(fill, ground) >= 3.0, (family, code)
        assert max(contrast(fill, ink) for ink in INKS) >= 4.5, (family, code)


@pytest.mark.parametrize("dark", [False, True])
def test_words_are_readable_on_every_ground(dark: bool) -> None:
    grounds = [catalog.colour("page", name, dark) for name in ("background", "panel")]
    grounds += [catalog.colour("tint", name, dark) for name in catalog.palette()["tint"]]
    for ground in grounds:
        assert contrast(catalog.colour("page", "ink", dark), ground) >= 7
        assert contrast(catalog.colour("page", "muted", dark), ground) >= 4.5


def test_the_theme_is_the_palette() -> None:
    import tomllib
    from pathlib import Path
    theme = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for dark, mode in enumerate(("light", "dark")):
        for option, name in (("backgroundColor", "background"), ("textColor", "ink"), ("grayColor", "muted"),
                             ("primaryColor", "primary"), ("secondaryBackgroundColor", "panel"), ("borderColor", "hairline")):
            assert theme[mode][option] == catalog.colour("page", name, bool(dark))
