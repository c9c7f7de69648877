"""All choices live in the address: reload, back and a copied link restore them, also across pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gxstats import catalog

_STATE = "_address"
_SHARED = ("lang", "data", "kind", "scope", "years", "like", "units")
_LATE = 5.0  # seconds in which a browser may not have heard of its new address


def _all_in(value: str, options: Container[str], most: int | None) -> bool:
    codes = [code for code in value.split(".") if code]
    return all(code in options for code in codes) and (most is None or len(codes) <= most)


@dataclass
class Address:
    """The address of one rerun. A choice is taken from the address when that changed (a link, the back button), from
    the widget otherwise, and written back at the end; a default value is left out.

    A click may leave the browser before the browser hears of the address that the click before it made. It comes with
    the address of `past`, and would undo that choice; so what was `said` is said again.
    """

    written: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    past: list[tuple[float, dict[str, str]]] = field(default_factory=list)
    page: str = ""
    wanted: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def begin() -> Address:
        """The address at the start of a rerun."""
        address: Address = st.session_state.setdefault(_STATE, Address())
        address.wanted, address.defaults, address.lost = {}, {}, {}
        address._hear()
        return address

    @staticmethod
    def current() -> Address:
        """The address of the rerun under way."""
        address: Address = st.session_state.setdefault(_STATE, Address())
        return address

    def _hear(self) -> None:
        """Take the browser's address, or say ours again to a browser that has not heard it."""
        given, now, run = st.query_params.to_dict(), time.monotonic(), get_script_run_ctx()
        here, back = (run.page_script_hash, run.is_history_navigation) if run else ("", False)
        self.past = [(when, query) for when, query in self.past if now - when < _LATE and here == self.page and not back]
        if given != self.said and any(query == given for _, query in self.past):
            st.query_params.from_dict(self.said)
        else:
            self.said = given
        self.page = here

    def put(self, **choices: str | None) -> None:
        """Write pieces into the address at once; None takes a piece out."""
        before, query = st.query_params.to_dict(), st.query_params
        for name, value in choices.items():
            if value is None:
                query.pop(name, None)
            elif query.get(name) != value:
                query[name] = value
        self.said = query.to_dict()
        if self.said != before:
            self.past.append((time.monotonic(), before))

    def end(self) -> None:
        """Write the choices into the address."""
        self.put(**{name: None if value == self.defaults[name] else value for name, value in self.wanted.items()})
        self.written.update(self.wanted)

    def shared(self) -> dict[str, str]:
        """The choices that other pages have too, for a link."""
        return {name: self.wanted[name] for name in _SHARED
                if name in self.wanted and self.wanted[name] != self.defaults[name]}

    def stale(self, language: str) -> list[str]:
        """Sentences on what the address asked for and could not be found."""
        return [catalog.say("The link asks for {name} = {value}, which is not here.", language,
                            name=catalog.word("chooser", name, language), value=value) for name, value in self.lost.items()]

    def _take(self, name: str, default: str, valid: Callable[[str], bool]) -> str:
        """The value in force before the widget is drawn."""
        given = st.query_params.get(name)
        key = f"_value_{name}"
        value = st.session_state.get(key, default)
        if given is not None and given != self.written.get(name):
            if valid(given):
                value = given
            elif given:
                self.lost[name] = given[:40]
        elif given is None and self.written.get(name, default) != default:
            value = default  # every link of ours carries what is not the default, so absent means default
        if not valid(value):
            value = default
        self.defaults[name] = default
        st.session_state[key] = value
        return str(value)

    def _keep(self, name: str, value: str) -> str:
        st.session_state[f"_value_{name}"] = value
        self.wanted[name] = value
        return value

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """A choice whose widget is drawn later in the rerun; a click on it counts at once."""
        picked = st.session_state.get(f"w_{name}")
        if picked in options and f"_seen_{name}" in st.session_state and picked != st.session_state[f"_seen_{name}"]:
            st.session_state[f"_value_{name}"] = picked
        return self._keep(name, self._take(name, default, lambda value: value in options))

    def picked(self, name: str, options: Container[str], most: int) -> tuple[str, ...]:
        """What `several` will give, for what is drawn before it; a click on its widget counts at once."""
        value = self._take(name, "", lambda v: _all_in(v, options, most))
        widget, seen = st.session_state.get(f"w_{name}"), st.session_state.get(f"_seen_{name}")
        if widget is not None and seen == value and ".".join(widget) != seen:
            value = ".".join(widget)
        self.wanted[name] = value
        return tuple(code for code in value.split(".") if code)

    def free(self, name: str) -> str:
        """A piece of the address as it stands, empty when absent."""
        return str(st.query_params.get(name, ""))

    def flag(self, name: str) -> bool:
        return st.query_params.get(name) == "1"

    def select(self, name: str, options: Mapping[str, str], default: str, label: str, segmented: bool = False,
               bare: bool = False) -> str:
        """One of several, shown by its label, `bare` without the chooser's own; the address holds the code."""
        value = self._take(name, default, lambda v: v in options)
        key = f"w_{name}"
        held = st.session_state.get(key)
        clicked = held in options and st.session_state.get(f"_seen_{name}") == value
        st.session_state[key] = held if clicked else value  # said again: another page's widget of this name forgets it
        if segmented:
            picked = st.segmented_control(label, list(options), format_func=lambda c: options[c], key=key,
                                          label_visibility="collapsed", required=True)
        else:
            picked = st.selectbox(label, list(options), format_func=lambda c: options[c], key=key, width=220 if bare else "stretch",
                                  label_visibility="collapsed" if bare else "visible")
        picked = value if picked is None else str(picked)
        st.session_state[f"_seen_{name}"] = picked
        return self._keep(name, picked)

    def several(self, name: str, options: Mapping[str, str], label: str, nothing: str,
                offered: Sequence[str] | None = None, most: int | None = None) -> tuple[str, ...]:
        """Any number of several (or at most so many), none meaning all; the address holds their codes joined by points. With
        `offered` only these of the options are listed, beside those picked already."""
        value = self._take(name, "", lambda v: _all_in(v, options, most))
        key = f"w_{name}"
        if st.session_state.get(f"_seen_{name}") != value:
            st.session_state[key] = [code for code in value.split(".") if code]
        st.session_state[key] = [code for code in st.session_state.get(key, []) if code in options]
        listed = list(options) if offered is None else list(dict.fromkeys([*st.session_state[key], *offered]))
        picked = st.multiselect(label, listed, format_func=lambda c: options[c], key=key, placeholder=nothing,
                                max_selections=most)
        joined = ".".join(picked)
        st.session_state[f"_seen_{name}"] = joined
        self._keep(name, joined)
        return tuple(picked)

    def years(self, name: str, span: tuple[int, int], label: str) -> tuple[int, int]:
        """A range of years; the address holds 2020-2023."""
        first, last = span
        default = f"{first}-{last}"

        def valid(value: str) -> bool:
            parts = value.split("-")
            return len(parts) == 2 and all(p.isdigit() for p in parts) and first <= int(parts[0]) <= int(parts[1]) <= last

        value = self._take(name, default, valid)
        if first == last:
            self._keep(name, default)
            return span
        key = f"w_{name}_{first}_{last}"
        low, high = (int(part) for part in value.split("-"))
        if st.session_state.get(f"_seen_{name}") != value or key not in st.session_state:
            st.session_state[key] = (low, high)
        picked: Any = st.slider(label, first, last, key=key)
        value = f"{picked[0]}-{picked[1]}"
        st.session_state[f"_seen_{name}"] = value
        self._keep(name, value)
        return int(picked[0]), int(picked[1])

    def toggle(self, name: str, label: str) -> bool:
        """On or off; the address holds 1 when on."""
        value = self._take(name, "", lambda v: v in ("", "1"))
        key = f"w_{name}"
        seen = st.session_state.get(f"_seen_{name}") == value
        st.session_state[key] = bool(st.session_state[key]) if seen and key in st.session_state else value == "1"
        picked = "1" if st.toggle(label, key=key) else ""
        st.session_state[f"_seen_{name}"] = picked
        return bool(self._keep(name, picked))
