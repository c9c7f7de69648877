"""Appeals and sign-off: what is open, who signs, who confirms, and what has changed since."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import signing
from gxstats.measuring.signing import Difference, Signed
from gxstats.showing import assessment_taken
from gxstats.showing.assessment import Chosen
from gxstats.showing.person import decide, known, person
from gxstats.storing.roles import Person


def banner(chosen: Chosen) -> None:
    """One line on every view: signed by whom, confirmed or not, and how much has changed since."""
    say, signed = chosen.page.say, signing.latest(chosen.page.data.path, chosen.scheme.name, chosen.year)
    if signed is None:
        st.caption(say(":material/lock_open: not signed off"))
        return
    changed = len({d.unit for d in _differences(chosen, signed)})
    parts = [_state(chosen, signed)]
    parts.append(say("{count} units have changed since", count=changed) if changed else say("nothing has changed since"))
    (st.warning if changed else st.info)(" · ".join(parts), icon=":material/lock:")


def _differences(chosen: Chosen, signed: Signed) -> list[Difference]:
    return chosen.page.keep(f"differences {signed.folder.name} {chosen.key}",
                            lambda: list(signing.differences(signed, chosen.result)))


def _state(chosen: Chosen, signed: Signed) -> str:
    say = chosen.page.say
    text = say("signed by {who} at {when}", who=_plain(signed.manifest["signed_by"]), when=_when(signed.manifest["signed_at"]))
    if signed.confirmed:
        return text + " · " + say("confirmed by {who} at {when}", who=_plain(signed.confirmed["who"]),
                                  when=_when(signed.confirmed["when"]))
    return text + (" · " + say("not confirmed by a second person yet") if signed.manifest["second_name"] else "")


def _plain(name: str) -> str:
    """A name without the signs that markdown would read."""
    return "".join("\\" + letter if letter in "\\`*_{}[]<>#|~$:" else letter for letter in name)


def _when(text: str) -> str:
    return text[:16].replace("T", " ")


def changes(chosen: Chosen, signed: Signed) -> None:
    """What is not what was signed, with old and new."""
    say = chosen.page.say
    names = {unit.unit: chosen.name(unit) for unit in chosen.result.units}
    found = _differences(chosen, signed)
    st.markdown(f"#### {say('Changed since the sign-off')}")
    if not found:
        st.text(say("Nothing: the store and the decisions give exactly what was signed."))
        return
    labels = {item.code: f"{item.code} {item.label(chosen.page.language)}" for item in chosen.scheme.items}

    def points(text: str) -> str:
        return say("open") if text == "open" else text.removesuffix(".00") or "—"

    frame = pd.DataFrame([{say("unit"): names.get(d.unit, d.unit), say("item"): labels.get(d.item, d.item) or say("total"),
                           say("signed"): points(d.signed), say("now"): points(d.now)} for d in found])
    st.dataframe(frame, hide_index=True, key="changed", row_height=26, height=min(420, 42 + 26 * len(frame)))


def appeals(chosen: Chosen) -> None:
    """Open appeals, and the log of everything decided on this scheme and year."""
    say, language = chosen.page.say, chosen.page.language
    names = {unit.unit: chosen.name(unit) for unit in chosen.result.units}
    raised = chosen.judged.open_appeals()
    st.markdown(f"#### {say('Appeals')}")
    st.caption(say("{count} open", count=len(raised)))
    log = sorted(chosen.judged.decisions, key=lambda d: d.when, reverse=True)
    if not log:
        st.text(say("Nothing has been entered, adjusted or appealed yet. Open a unit's sheet to do so."))
        return
    rows = []
    for d in log:
        unit, item = d.subject.split("/")[2:4]
        choice = catalog.word("appeal", d.choice, language) if d.kind == "appeal" else (
            say("taken back") if d.choice == "withdrawn" else d.choice)
        rows.append({say("when"): _when(d.when), say("who"): d.who, say("what"): catalog.word("deciding", d.kind, language),
                     say("unit"): names.get(unit, unit), say("item"): item, say("value"): choice, say("Reason"): d.why,
                     say("Evidence"): d.evidence})
    frame = pd.DataFrame(rows)
    st.dataframe(frame, hide_index=True, key="decided", row_height=26, height=min(420, 42 + 26 * len(frame)))


def signing_card(chosen: Chosen) -> None:
    """Sign, confirm with a second name, or withdraw; the workbook."""
    page, say = chosen.page, chosen.page.say
    signed = signing.latest(page.data.path, chosen.scheme.name, chosen.year)
    st.markdown(f"#### {say('Sign-off')}")
    assessment_taken.everyone(chosen)
    if "signature" not in known(page).may:
        if signed:
            st.text(_state(chosen, signed))
        person(page, "signature")
        return
    if signed is None:
        _sign(chosen)
        return
    st.text(_state(chosen, signed))
    st.caption(say("Frozen in {folder}: scheme, figures, decisions and scores, each with its hash.", folder=signed.folder.name))
    if not signed.confirmed and signed.manifest["second_name"]:
        with st.form("confirm", border=False):
            who = person(page, "signature", "confirm")
            if st.form_submit_button(say("Confirm as the second person"), type="primary") and decide(
                    page, who, lambda who: signing.confirm(page.data.path, signed, who)):
                st.rerun()
    with st.expander(say("Withdraw the sign-off")), st.form("withdraw", border=False):
        why = st.text_input(say("Reason"), key="why_withdraw")
        who = person(page, "signature", "withdraw")
        if st.form_submit_button(say("Withdraw")) and decide(
                page, who, lambda who: signing.withdraw(page.data.path, signed, who, why)):
            st.rerun()


def _sign(chosen: Chosen) -> None:
    page, say = chosen.page, chosen.page.say
    open_items = sum(len(unit.open) for unit in chosen.result.units)
    with st.form("sign", border=False):
        open_too = False
        if open_items:
            st.text(say("{count} items of {units} units are not settled; those units have no total and no rank.", count=open_items,
                        units=sum(bool(unit.open) for unit in chosen.result.units)))
            open_too = st.checkbox(say("sign with these items open"), key="open_too")
        why = st.text_input(say("Remark"), key="why_sign")
        who = person(page, "signature", "sign")

        def write(who: Person) -> Signed:
            return signing.sign(page.data.path, chosen.scheme, chosen.facts, chosen.judged, who, why, open_too)

        if st.form_submit_button(say("Sign off"), type="primary") and decide(page, who, write):
            st.rerun()
    if chosen.scheme.second_name:
        st.caption(say("A second person confirms it afterwards. Later changes are shown as differences."))
