"""Who looks at a page: the name is asked once a visit, or given by a proxy or a login; see storing/roles.py."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gxstats.errors import GxstatsError
from gxstats.showing.texts import warn
from gxstats.showing.ui import Context
from gxstats.storing import roles
from gxstats.storing.roles import Person, Request

_WHO = "_who"


def request() -> Request:
    """What is known of the reader's connection, from the handshake of this visit."""
    context = get_script_run_ctx()
    claims = dict(st.user) if st.user.get("is_logged_in") else {}
    if context is None or not exists():
        return Request(claims=claims)
    client = get_instance().get_client(context.session_id)
    about = client.client_context if client else None
    return Request(about.remote_ip if about else None, dict(about.headers) if about else {}, claims)


def known(page: Context) -> Person:
    """Who looks, without asking: without a name where none has been typed yet."""
    return roles.load(page.data.path).person(request(), str(st.session_state.get(_WHO, "")))


def person(page: Context, kind: str, key: str = "") -> Person | None:
    """Who would write a decision of this kind; None, with the reason said, where the reader may only look.

    Inside a form or outside it: where the name is typed it is asked (once a visit; the name may still be empty, which
    `decide` says). `key` tells apart several forms of a page.
    """
    say, who = page.say, known(page)
    if kind not in who.may:
        _say_why(page, who)
        return None
    if who.how != "typed":
        st.caption(say("recorded under your name:"))
        st.text(who.name)
        return who
    field = f"who_{kind}_{key}"
    if st.session_state.get(f"_was_{field}") != who.name:  # typed in another form meanwhile
        st.session_state[field] = who.name
    name = st.text_input(say("Your name"), key=field, placeholder=say("asked once a visit; stands beside every decision"))
    st.session_state[f"_was_{field}"] = name.strip()
    if name.strip() != who.name:
        st.session_state[_WHO] = name.strip()
        who = known(page)
    return who


def decide(page: Context, who: Person | None, write: Callable[[Person], object]) -> bool:
    """Write a decision; where that is refused, say why on the page. True when it is written."""
    try:
        if who is None:
            return False
        write(who)
        return True
    except GxstatsError as error:
        warn(page.say(error.sentence, **error.values))
        return False


def _say_why(page: Context, who: Person) -> None:
    say = page.say
    here = roles.load(page.data.path)
    if who.name:
        st.caption(say("You may look here, not decide; roles.toml says who may."))
    else:
        st.caption(say("You may look here, not decide: on a server a name comes from the proxy or the login."))
    if here.login and not who.name and st.button(say("Log in"), key="log_in"):
        st.login()
