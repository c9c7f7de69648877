"""The sections of a briefing: requests, outcomes, disputes, units to look at, data quality. Counted sentences, no causes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.exporting.briefing import CARRIED, CODES, HANDLED, RECEIVED, RESULTS, ROUTES, Chart, Layer, Listed, Part
from gxstats.exporting.choice import Choice
from gxstats.exporting.figures import Figures
from gxstats.measuring import doubts, indicators, queries
from gxstats.measuring.headline import CORRECTED, OUTCOMES, changed, check_name, corrected, movers, unit_name, value_in
from gxstats.measuring.telling import number, percent, signed

_MOST = 5  # lines of a list
_MOST_NAMES = 12


def _years(choice: Choice) -> list[int]:
    return list(range(choice.chosen.first, choice.chosen.last + 1))


def _numbers(values: Sequence[object]) -> tuple[float | None, ...]:
    return tuple(None if value is None or value != value else float(value) for value in values)  # type: ignore[arg-type]


def _cases(choice: Choice, value: float | None) -> str:
    return number(value, choice.language, choice.say("cases") if value is not None else "")


def _few(choice: Choice, names: Sequence[str]) -> str:
    return choice.say(", ").join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")


def _notes(choice: Choice, values: Sequence[float | None]) -> tuple[str, ...]:
    """have/due under each year; a year without a number says so."""
    by_year = {int(row["year"]): f"{int(row['have'])}/{int(row['due'])}" for _, row in choice.coverage.iterrows()}
    return tuple(choice.say("missing") if value is None else by_year.get(year, "")
                 for year, value in zip(_years(choice), values, strict=True))


def _caption(choice: Choice, text: str) -> str:
    """A caption that also says where a new form begins within the years shown."""
    begins = [choice.say("new form from {year}", year=form.first_year) for form in list(catalog.forms().values())[1:]
              if choice.chosen.first < form.first_year <= choice.chosen.last]
    return " · ".join([text, *begins])


def _span(choice: Choice) -> str:
    return choice.say("{first}–{last}", first=choice.chosen.first, last=choice.chosen.last)


def _rate(choice: Choice, found: Figures, code: str) -> tuple[str, str]:
    """The rate of the last year with n / N and its number, and its change on the year before, both in words."""
    frame, year, say = indicators.by_year(choice.ask, choice.chosen, code), choice.chosen.last, choice.say
    n, of, value = (value_in(frame, year, name) for name in ("n", "of", "value"))
    made_of = f"{number(n, choice.language)} / {number(of, choice.language)}"
    codes = list(dict.fromkeys(path for side in indicators.codes(code) for path in side))
    label = f"{catalog.indicators()[code][choice.language]} {year}"
    if of is None:
        return found.mark(label, "—", codes, [year]), say("no data for this year")
    if of < catalog.limits()["min_denominator"]:
        return found.mark(label, made_of, codes, [year]), say("too few for a rate")
    interval = "" if of >= catalog.limits()["interval_below"] else (
        f"; 95% {percent(value_in(frame, year, 'low'), 0)}–{percent(value_in(frame, year, 'high'), 0)}")
    told = found.mark(label, f"{percent(value)} ({made_of}{interval})", codes, [year])
    return told, changed(value, value_in(frame, year - 1, "value"), True, choice.language).lstrip("▲▼ ")


def _list(choice: Choice, title: str, lines: Sequence[str], of: int) -> tuple[Listed, ...]:
    """A list of the first few lines, and how many there are in all; nothing where there is none."""
    more = [choice.say("and {count} more", count=of - len(lines))] if of > len(lines) else []
    return (Listed(title, (*lines, *more)),) if lines else ()


# --- the sections -------------------------------------------------------------------------------------------------

def requests(choice: Choice, found: Figures) -> Part:
    """Received, handled, carried over; the years; who moved the total."""
    say, year, language = choice.say, choice.chosen.last, choice.language
    sums = queries.by_year(choice.ask, choice.chosen, [RECEIVED, HANDLED, CARRIED])
    now, before = value_in(sums, year, RECEIVED), value_in(sums, year - 1, RECEIVED)
    told = []
    if now is None:
        told.append(say("No report of {year} prints how many requests were received.", year=year))
    else:
        told.append(say("Requests received in {year}: {received}, {change}.", year=year, received=found.mark(
            f"{say('Received')} {year}", _cases(choice, now), [RECEIVED], [year]),
            change=changed(now, before, False, language).lstrip("▲▼ ")))
        told += _both_years(choice, found)
    rate, change = _rate(choice, found, "closure_rate")
    told.append(say("Handled: {handled}, closure rate {rate}, {change}; carried over to the next year: {carried}.",
                    handled=found.mark(f"{say('Handled')} {year}", _cases(choice, value_in(sums, year, HANDLED)), [HANDLED],
                                       [year]),
                    rate=rate, change=change,
                    carried=found.mark(f"{say('Carried over')} {year}", _cases(choice, value_in(sums, year, CARRIED)),
                                       [CARRIED], [year])))
    values = _numbers(list(sums[RECEIVED]))
    told += _extremes(choice, found, values)
    colours = [catalog.colour("page", "past")] * (len(values) - 1) + [catalog.colour("page", "primary")]
    mark = found.mark(f"{say('Received')} {_span(choice)}", say("see the chart"), [RECEIVED], _years(choice))
    charts = [Chart("bars", say("Requests received {span}", span=_span(choice)) + mark.removeprefix(say("see the chart")),
                    _caption(choice, say("below: units with data")), tuple(map(str, _years(choice))),
                    _notes(choice, values), (Layer(say("Received"), values, catalog.colour("page", "primary"), tuple(colours)),))]
    moved = movers(choice.ask, choice.chosen, language)
    if len(moved):
        told.append(_moved(choice, found, moved))
        charts.append(Chart(
            "across", say("Who moved the total {before}–{year}", year=year, before=year - 1),
            say("the bars add up to the whole change"), tuple(moved["label"]), (), (Layer(
                say("change"), _numbers(list(moved["change"])), catalog.colour("page", "primary"),
                tuple(catalog.colour("page", "axis" if rest else "primary") for rest in moved["rest"])),)))
    return Part("requests", say("Requests"), tuple(told), tuple(charts))


def _both_years(choice: Choice, found: Figures) -> list[str]:
    """The change over the units that have data in both years, where they are not all."""
    say, year, language = choice.say, choice.chosen.last, choice.language
    wide = found.wide[found.wide["year"].isin([year - 1, year]) & found.wide[RECEIVED].notna()]
    years = wide.groupby("unit")["year"].nunique()
    both = [str(unit) for unit in years[years == 2].index]
    if not both or len(both) == len(years):
        return []
    here = wide[wide["unit"].isin(both)].groupby("year")[RECEIVED].sum()
    before, after = float(here[year - 1]), float(here[year])
    relative = f"{(after - before) / before * 100:+.1f}%".replace("-", "−") if before else "—"
    return [say("The {units} units with data in both years: {before} → {after} ({relative}).", units=len(both),
                before=found.mark(say("Received, the same {units} units, {year}", units=len(both), year=year - 1),
                                  number(before, language), [RECEIVED], [year - 1], both),
                after=found.mark(say("Received, the same {units} units, {year}", units=len(both), year=year),
                                 number(after, language), [RECEIVED], [year], both), relative=relative)]


def _extremes(choice: Choice, found: Figures, values: Sequence[float | None]) -> list[str]:
    """The year with most and the year with least, where at least three years have numbers."""
    say, known = choice.say, [(value, year) for value, year in zip(values, _years(choice), strict=True) if value is not None]
    if len(known) < 3:
        return []
    def told(value: float, year: int) -> str:
        return found.mark(f"{say('Received')} {year}", _cases(choice, value), [RECEIVED], [year])
    return [say("Of the years {span} the most were received in {high} ({most}), the fewest in {low} ({least}); the units with "
                "data differ from year to year.", span=_span(choice), high=max(known)[1], most=told(*max(known)),
                low=min(known)[1], least=told(*min(known)))]


def _moved(choice: Choice, found: Figures, moved: pd.DataFrame) -> str:
    say, language = choice.say, choice.language
    lines = [_change(choice, found, line) for _, line in moved[~moved["rest"].astype(bool)].iterrows()]
    rest = [f"{line['label']} {signed(line['change'], language)}" for _, line in moved[moved["rest"].astype(bool)].iterrows()]
    return say("Largest changes by unit: {lines}.", lines=say("; ").join([*lines, *rest]))


def _change(choice: Choice, found: Figures, line: pd.Series[Any]) -> str:
    """A unit with its change and both numbers, each leading back to its cell; a number it does not have is a dash."""
    year, language = choice.chosen.last, choice.language
    def told(column: str, of: int, without: str) -> str:
        if line["kind"] == without:
            return "—"
        return found.mark(f"{line['label']} {choice.say('Received')} {of}", number(float(line[column]), language), [RECEIVED], [of],
                          [str(line["unit"])])
    return (f"{line['label']} {signed(float(line['change']), language)} "
            f"({told('before', year - 1, 'entered')} → {told('after', year, 'left')})")


def outcomes(choice: Choice, found: Figures) -> Part | None:
    """How what was handled was answered."""
    say, year, language = choice.say, choice.chosen.last, choice.language
    codes = [f"requests/{code}/total" for code in OUTCOMES]
    sums = queries.by_year(choice.ask, choice.chosen, [*codes, HANDLED])
    if value_in(sums, year, HANDLED) is None:
        return None
    names = [catalog.label("row", "requests", code, language, short=True) for code in OUTCOMES]
    now = [value_in(sums, year, code) for code in codes]
    total = sum(value for value in now if value is not None)
    told = [say("Handled in {year}: {handled}, of these {parts}.", year=year, parts=say(", ").join(
        f"{name} " + found.mark(f"{name} {year}", f"{number(value, language)} "
                                f"({percent(value / total if value is not None and total else None)})", [code], [year])
        for name, value, code in zip(names, now, codes, strict=True)),
        handled=found.mark(f"{say('Handled')} {year}", _cases(choice, value_in(sums, year, HANDLED)), [HANDLED], [year]))]
    rate, change = _rate(choice, found, "disclosure_rate")
    told.append(say("Disclosure rate (granted and partly granted, of all handled) {rate}, {change}.", rate=rate, change=change))
    of_year = found.wide[(found.wide["year"] == year) & found.wide[[*codes, HANDLED]].notna().all(axis=1)]
    broken = int((of_year[codes].sum(axis=1) != of_year[HANDLED]).sum())
    if broken:
        told.append(say("In {count} of {reports} reports the six outcomes do not add up to the total handled.", count=broken,
                        reports=len(of_year)))
    shown = tuple(Layer(name, _numbers(list(sums[code])), catalog.colour("outcome", outcome))
                  for name, code, outcome in zip(names, codes, OUTCOMES, strict=True))
    mark = found.mark(say("Outcomes {span}", span=_span(choice)), say("see the chart"), codes, _years(choice),
                      every=False)
    return Part("outcomes", say("Outcomes"), tuple(told), (Chart(
        "shares", say("Outcomes {span}", span=_span(choice)) + mark.removeprefix(say("see the chart")),
        _caption(choice, say("share of all handled")), tuple(map(str, _years(choice))),
        _notes(choice, _numbers(list(sums[HANDLED]))), shown), _rate_by_year(
        choice, found, "disclosure_rate", say("granted and partly granted, of all handled; grey: 95 % interval"),
        catalog.colour("outcome", "granted"))))


def _rate_by_year(choice: Choice, found: Figures, code: str, caption: str, colour: str) -> Chart:
    """A rate as a line with its interval, n/N under each year."""
    frame = indicators.by_year(choice.ask, choice.chosen, code)
    title = f"{catalog.indicators()[code][choice.language]} {_span(choice)}"
    paths = list(dict.fromkeys(path for side in indicators.codes(code) for path in side))
    mark = found.mark(title, choice.say("see the chart"), paths, _years(choice)).removeprefix(choice.say("see the chart"))
    notes = tuple(f"{row['n']:.0f}/{row['of']:.0f}" if row["of"] == row["of"] else choice.say("missing")
                  for _, row in frame.iterrows())
    return Chart("line", title + mark, _caption(choice, caption), tuple(map(str, _years(choice))), notes,
                 (Layer(str(catalog.indicators()[code][choice.language]), _numbers(list(frame["value"])), colour),),
                 _numbers(list(frame["low"])), _numbers(list(frame["high"])))


def disputes(choice: Choice, found: Figures) -> Part | None:
    """Reviews and lawsuits: decided, corrected, pending; per 100 requests."""
    say, year, language = choice.say, choice.chosen.last, choice.language
    codes = {route: [f"disputes/{route}/{result}" for result in RESULTS] for route in ROUTES}
    sums = queries.by_year(choice.ask, choice.chosen, [code for route in ROUTES for code in codes[route]])
    if all(value_in(sums, year, code) is None for route in ROUTES for code in codes[route]):
        return None
    told = []
    for sentence, rate_code, routes in (
            ("Reviews corrected, of those decided: {rate}, {change}; {pending} pending.", "review_correction_rate", ROUTES[:1]),
            ("Lawsuits lost, of those decided: {rate}, {change}; {pending} pending.", "litigation_correction_rate", ROUTES[1:])):
        rate, change = _rate(choice, found, rate_code)
        waiting = [f"disputes/{route}/pending" for route in routes]
        known = [value for code in waiting if (value := value_in(sums, year, code)) is not None]
        told.append(say(sentence, rate=rate, change=change, pending=found.mark(
            f"{catalog.label('column', 'disputes', 'pending', language)} {year}", _cases(choice, sum(known) if known else None),
            waiting, [year], every=False)))
    frame = indicators.by_year(choice.ask, choice.chosen, "dispute_rate")
    n, of, value = (value_in(frame, year, name) for name in ("n", "of", "value"))
    if value is not None:
        paths = list(dict.fromkeys(path for side in indicators.codes("dispute_rate") for path in side))
        told.append(say("Disputes per 100 requests: {value}; lawsuits after review are not counted again.", value=found.mark(
            f"{catalog.indicators()['dispute_rate'][language]} {year}",
            f"{value * 100:.1f} ({number(n, language)} / {number(of, language)})", paths, [year])))
    layers = tuple(Layer(catalog.label("column", "disputes", result, language, short=True),
                         _numbers([value_in(sums, year, f"disputes/{route}/{result}") for route in ROUTES]),
                         catalog.colour("dispute", result)) for result in RESULTS)
    return Part("disputes", say("Reviews and lawsuits"), tuple(told), (
        _rate_by_year(choice, found, "review_correction_rate", say("corrected / decided; grey: 95 % interval"),
                      catalog.colour("dispute", "corrected")),
        Chart("stack", say("Reviews and lawsuits by result {year}", year=year), say("cases by result"),
              tuple(catalog.label("row", "disputes", route, language, short=True) for route in ROUTES), (), layers)))


def units(choice: Choice, found: Figures) -> Part:
    """Largest rises, corrected in review or court, figures that contradict themselves, not in yet."""
    say, year, language = choice.say, choice.chosen.last, choice.language
    moved = movers(choice.ask, choice.chosen, language, top=40)
    up = moved[~moved["rest"].astype(bool) & (moved["change"] > 0) & (moved["kind"] == "both")] if len(moved) else moved
    lists = _list(choice, say("largest rises in requests"), [_change(choice, found, line) for _, line in up.head(_MOST).iterrows()],
                  min(len(up), _MOST))
    lost = corrected(choice.ask, choice.chosen)
    lines = []
    for _, line in lost.head(_MOST).iterrows():
        codes = [code for code in CORRECTED if line[code] == line[code]]
        name = unit_name(line, language)
        label = f"{name} {say('corrected in review or court')} {year}"
        lines.append(f"{name} " + found.mark(label, _cases(choice, float(line["n"])), codes, [year], [str(line["unit"])]))
    lists += _list(choice, say("corrected in review or court"), lines, len(lost))
    state = queries.calendar(choice.ask, choice.chosen)
    wrong = state[(state["year"] == year) & (state["errors"] > 0) & state["report_id"].notna()].sort_values(
        "errors", ascending=False, kind="stable")
    lists += _list(choice, say("reports with errors found"), [
        say("{unit}: {count} errors", unit=unit_name(line, language), count=int(line["errors"]))
        for _, line in wrong.head(_MOST).iterrows()], len(wrong))
    told = () if lists else (say("Nothing stands out in {year}.", year=year),)
    return Part("units", say("Units to look at"), told, (), lists)


def quality(choice: Choice, found: Figures) -> Part:
    """Which reports are in and complete, what checks found, which figures used here are in doubt."""
    say, year, language = choice.say, choice.chosen.last, choice.language
    state = queries.calendar(choice.ask, choice.chosen)
    state = state[state["year"] == year]
    here = state[state["report_id"].notna()]
    told = [say("Of {due} units {have} have a report for {year}.", due=len(state), have=len(here), year=year)]
    missing = [unit_name(line, language) for _, line in state[state["report_id"].isna()].iterrows()]
    if missing:
        told.append(say("Not in yet, {count} units: {names}.", count=len(missing), names=_few(choice, missing)))
    if len(here):
        told.append(say("Of these {have} reports {complete} were read completely, {errors} have errors, {warnings} have warnings.",
                        have=len(here), complete=int(here["complete"].sum()), errors=int((here["errors"] > 0).sum()),
                        warnings=int((here["warnings"] > 0).sum())))
        dated = here[here["due"].notna() & here["published_on"].notna()]
        told.append(say("Of {dated} reports whose day of publication and deadline are known, {late} were late.", dated=len(dated),
                        late=int(dated["late"].fillna(False).astype(bool).sum())) if len(dated) else
                    say("Whether they were published in time cannot be said: the day or the deadline is not known."))
    of_year = found.wide[found.wide["year"] == year]
    printed = {code.split("/")[1]: int(of_year[code].notna().sum()) for code in CODES if code.startswith("requests/")}
    gaps = [(catalog.label("row", "requests", row, language, short=True), count)
            for row, count in printed.items() if count < len(of_year)]
    if gaps:
        told.append(say("A blank is not counted as 0. Printed by fewer than all {reports} reports: {lines}.", reports=len(of_year),
                        lines=say(", ").join(f"{name} {count}" for name, count in gaps)))
    unsure = doubts.doubted(choice.ask, choice.chosen, CODES)
    unsure = unsure[unsure["year"] == year]
    if len(unsure):
        told.append(say("{cells} of the numbers used here for {year} have open findings, in {reports} reports: {names}.",
                        cells=len(unsure), year=year, reports=unsure["unit"].nunique(), names=_few(choice, list(dict.fromkeys(
                            unit_name(line, language) for _, line in unsure.iterrows())))))
    checks = queries.attention(choice.ask, choice.chosen)
    lines = [say("{units} reports: {check}", units=int(line["units"]), check=check_name(str(line["check_code"]), language))
             for _, line in checks.head(_MOST + 1).iterrows()]
    return Part("quality", say("Data quality"), tuple(told), (), _list(choice, say("found by checks"), lines, len(checks)))
