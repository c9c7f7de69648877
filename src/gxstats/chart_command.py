"""`gxstats export chart`: any chart of any page as a picture, drawn on a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gxstats.export_command import taking

if TYPE_CHECKING:
    from gxstats.exporting.choice import Choice, Progress


@click.command()
@click.argument("page")
@click.argument("chart", required=False)
@taking(".png", ".svg")
@click.option("--width", type=click.IntRange(300, 4000), default=760, show_default=True, help="In pixels of the page.")
def chart(choice: Choice, work: Path, progress: Progress, page: str, chart: str | None, width: int) -> None:
    """The CHART of a PAGE as PNG or SVG; without a CHART the first. An unknown name lists those of the page."""
    from gxstats.errors import GxstatsError
    from gxstats.showing.pictured import charts, drawn
    chosen = choice.chosen
    progress(0, 3, "")
    address = {"lang": choice.language, "scope": chosen.scope, "years": f"{chosen.first}-{chosen.last}",
               "units": ".".join(chosen.units), "like": "1" if chosen.like_for_like else "",
               "kind": next(iter(chosen.kinds), "")}
    found = charts(_app(), page, choice.data, {name: value for name, value in address.items() if value})
    progress(1, 3, "")
    picked = next((item for item in found if chart in (None, item.key)), None)
    if picked is None:
        raise GxstatsError("{value} is no chart of this page; it draws {charts}", value=chart or "-",
                           charts=", ".join(item.key for item in found) or "-")
    work.write_bytes(drawn(picked, work.suffix[1:], width, " · ".join(choice.standing())))
    progress(3, 3, "")


def _app() -> Path:
    """The program with its pages: here, or beside the package in a checkout."""
    from gxstats.errors import GxstatsError
    for place in (Path.cwd(), Path(__file__).resolve().parents[2]):
        if (place / "app.py").exists() and (place / "pages").is_dir():
            return place / "app.py"
    raise GxstatsError("the pages are not here: start in the folder that holds app.py")
