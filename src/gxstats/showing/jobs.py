"""Long exports: made beside the page in a thread, with progress, a way to stop them, and the file when it is whole."""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Semaphore, Thread

import streamlit as st

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.exporting.choice import Choice, Progress, opened
from gxstats.showing.ui import Context

Make = Callable[[Choice, Path, Progress], None]
_LOG = logging.getLogger("gxstats")
_AT_ONCE = Semaphore(2)  # exports of all sessions together; the others wait
_LOOK_AGAIN = 0.5  # seconds


class _StoppedError(Exception):
    """The reader has stopped the export."""


@dataclass
class Job:
    """One export on its way: `done` of `of`, then its `file`, or the `error` that ended it."""

    name: str
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="gxstats-")))
    done: int = 0
    of: int = 1
    file: Path | None = None
    error: GxstatsError | None = None
    stop: Event = field(default_factory=Event)
    over: bool = False

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)  # the file goes with the job

    def run(self, make: Make, store: Path, choice: Choice) -> None:
        def progress(done: int, of: int, what: str) -> None:
            self.done, self.of = done, max(1, of)
            if self.stop.is_set():
                raise _StoppedError
        try:
            with _AT_ONCE, opened(store) as ask:
                target = self.folder / self.name
                progress(0, 1, "")
                make(Choice(ask, choice.chosen, choice.language, choice.data), target, progress)
                self.file = target
        except _StoppedError:
            pass
        except GxstatsError as error:
            self.error = error
        except Exception:  # a fault of ours: loud in the log, one sentence for the reader
            _LOG.exception("an export failed")
            self.error = GxstatsError("This export failed; the fault is in the log of the server.")
        finally:
            self.over = True


def offer(context: Context, key: str, label: str, name: str, make: Make) -> None:
    """A button that begins an export; while it runs its progress and a button to stop it; then the file. Another choice makes
    the file another one, so the button begins anew."""
    place, choice = f"job_{key}", (context.path, context.filter, context.language)
    job: Job | None = st.session_state.get(place) if st.session_state.get(f"{place}_of") == choice else None
    if job is not None and not job.over:
        st.fragment(_running, run_every=_LOOK_AGAIN)(context, job, key)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if job is not None and job.file is not None:
            file = job.file
            st.download_button(context.say("Save {name}", name=job.name), file.read_bytes, job.name, key=f"save_{key}",
                               type="primary", icon=":material/download:", on_click="ignore")
            st.caption(context.say("{size} MB", size=f"{file.stat().st_size / 1e6:,.1f}"))
        elif st.button(label, key=f"begin_{key}", icon=":material/download:"):
            _begin(context, place, name, make, choice)
    if job is not None and job.error is not None:
        st.text(catalog.say(job.error.sentence, context.language, **job.error.values))


def _begin(context: Context, place: str, name: str, make: Make, choice: object) -> None:
    before = st.session_state.get(place)
    if isinstance(before, Job):
        before.stop.set()
    job = Job(name)
    st.session_state[place], st.session_state[f"{place}_of"] = job, choice
    Thread(target=job.run, args=(make, context.path, context.choice), daemon=True).start()
    st.rerun()


def _running(context: Context, job: Job, key: str) -> None:
    if job.over:
        st.rerun()
    share = min(1.0, job.done / job.of)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(share, context.say("Making {name}: {share}", name=job.name, share=f"{share:.0%}"))
        if st.button(context.say("Stop"), key=f"stop_{key}", icon=":material/close:"):
            job.stop.set()
            job.over = True
            st.rerun()
