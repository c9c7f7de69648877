"""Words of documents and people shown as text only, and the place to drop files in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from gxstats.showing.ui import Context


def warn(sentence: str) -> None:
    """What was refused and why. Not `st.warning`: that reads markdown, and the sentence may hold a file's name."""
    st.html(f"<div class='gx-warn' role='alert'>▲ {escape(sentence)}</div>")


def drop(page: Context, label: str, key: str, many: bool = False, types: Sequence[str] | None = None) -> Any:
    """A place for files: one file or None, or a list with `many`. Streamlit writes its own words there in English."""
    where = f".st-key-gx_{key} [data-testid=stFileUploaderDropzone]"
    st.html(f"<style>{where} :is(span,small,p){{font-size:0!important}}{where} [data-testid=stIconMaterial]"
            f"{{font-size:1.1rem!important}}{where} button::after{{content:'{page.say('Choose files or drop them here')}';"
            "font-size:.93rem!important}</style>")
    with st.container(key=f"gx_{key}"):
        return st.file_uploader(label, accept_multiple_files=many, key=key, type=list(types) if types else None)
