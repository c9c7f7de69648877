"""What changed between two snapshots of a store: reports added, replaced and removed, and figures with old and new value."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from gxstats.measuring.queries import Ask

_KEY = ["unit", "year", "scope"]


@dataclass(frozen=True)
class Changes:
    """`added`, `replaced`, `removed`: unit, year, scope, a line a report. `figures`: unit, year, scope, code, old, new; a missing
    number is NaN. `figures` covers every report that is in both snapshots, whether or not its document was replaced."""

    added: pd.DataFrame
    replaced: pd.DataFrame
    removed: pd.DataFrame
    figures: pd.DataFrame

    @property
    def nothing(self) -> bool:
        return not any(map(len, (self.added, self.replaced, self.removed, self.figures)))


def changes(then: Ask, now: Ask) -> Changes:
    """What the snapshot that `now` asks has other than the one that `then` asks. Only reports whose figures count."""
    columns = sorted(_columns(then) & _columns(now))
    old, new = (_reports(ask, columns) for ask in (then, now))
    both = old.merge(new, on=_KEY, suffixes=("_old", "_new"))
    replaced = both[both["sha256_old"] != both["sha256_new"]]
    other = both[both["mark_old"] != both["mark_new"]]
    return Changes(_without(new, old), replaced[_KEY].reset_index(drop=True), _without(old, new),
                   _figures(then, now, other, columns))


def _columns(ask: Ask) -> set[str]:
    frame = ask("SELECT column_name FROM information_schema.columns WHERE table_name = 'figure'", {})
    return {str(name) for name in frame["column_name"] if "__" in str(name)}


def _reports(ask: Ask, columns: list[str]) -> pd.DataFrame:
    """unit, year, scope, report_id, sha256 and a mark that differs when any figure does."""
    return ask(f"SELECT f.unit, f.year, f.scope, f.report_id, r.sha256, hash({', '.join(columns)})::VARCHAR AS mark "
               "FROM figure f JOIN report r ON r.report_id = f.report_id WHERE f.unit IS NOT NULL "
               "ORDER BY f.unit, f.year, f.scope", {})


def _without(these: pd.DataFrame, those: pd.DataFrame) -> pd.DataFrame:
    """The keys of `these` that `those` does not have."""
    merged = these[_KEY].merge(those[_KEY], on=_KEY, how="left", indicator=True)
    return merged.loc[merged["_merge"] == "left_only", _KEY].reset_index(drop=True)


def _figures(then: Ask, now: Ask, other: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    long = []
    for ask, side in ((then, "old"), (now, "new")):
        frame = ask(f"SELECT unit, year, scope, {', '.join(columns)} FROM figure "
                    "WHERE list_contains($reports::INTEGER[], report_id)",
                    {"reports": [int(number) for number in other[f"report_id_{side}"]]})
        long.append(frame.melt(_KEY, var_name="code", value_name=side))
    merged = long[0].merge(long[1], on=[*_KEY, "code"])
    same = (merged["old"] == merged["new"]) | (merged["old"].isna() & merged["new"].isna())
    merged = merged[~same].assign(code=lambda frame: frame["code"].str.replace("__", "/"))
    return merged.sort_values([*_KEY, "code"]).reset_index(drop=True)
