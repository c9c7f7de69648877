"""Work done in processes of their own: a document that crashes, hangs or fills the memory costs its own reading and nothing
else. Threads of a server may share one `Crew`; it neither forks a process with threads in it nor runs the main file again."""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from functools import cache
from importlib import import_module
from typing import IO, Any

_PATIENCE = 0.5  # seconds between two calls of `waiting`
_WIDTH = 8  # bytes that say how long a message is


class LostError(Exception):
    """The process that did the work died or was not done in time; `late` tells which."""

    def __init__(self, late: bool) -> None:
        super().__init__("late" if late else "died")
        self.late = late


class Crew:
    """A few processes that answer calls of functions by name. Processes start when needed and end with this one."""

    def __init__(self, most: int = 0) -> None:
        self.most = most or max(2, min(4, os.cpu_count() or 1))
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(self.most):
            self._free.put(None)
        self._all: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def call(self, function: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        """What `package.module:function` answers. LostError when its process died or took longer; its own errors are raised."""
        worker, sound = self._free.get(), False
        try:
            if worker is None or worker.poll() is not None:
                self._drop(worker)
                worker = self._start()
            good, answer = _asked(worker, (function, arguments), seconds)
            sound = True
        finally:
            if not sound:
                self._drop(worker)
            self._free.put(worker if sound else None)
        if good:
            return answer
        raise answer

    def each(self, function: str, work: Sequence[tuple[Any, ...]], seconds: float,
             waiting: Callable[[], object] = lambda: None) -> Iterator[Any]:
        """The answers to many calls in the order given; a call that was lost answers with its LostError. `waiting` is called
        every half second until the next answer is there; leaving the loop, or an error in it, calls off what has not begun."""
        tasks = [(Future[Any](), arguments) for arguments in work]
        left = queue.SimpleQueue[tuple[Future[Any], tuple[Any, ...]]]()
        for task in tasks:
            left.put(task)
        for _ in range(min(self.most, len(tasks))):  # threads that never keep the program from ending
            threading.Thread(target=self._work, args=(function, left, seconds), daemon=True).start()
        try:
            for future, _ in tasks:
                while not wait([future], _PATIENCE).done:
                    waiting()
                try:
                    yield future.result()
                except LostError as lost:
                    yield lost
        finally:
            for future, _ in tasks:
                future.cancel()

    def _work(self, function: str, left: queue.SimpleQueue[tuple[Future[Any], tuple[Any, ...]]], seconds: float) -> None:
        while True:
            try:
                future, arguments = left.get_nowait()
            except queue.Empty:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self.call(function, arguments, seconds))
            except Exception as error:
                future.set_exception(error)

    def close(self) -> None:
        """End every process; what is asked from now on is lost."""
        with self._lock:
            self._closed = True
            ending = list(self._all)
        for worker in ending:
            self._drop(worker)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise LostError(late=False)
            worker = subprocess.Popen([sys.executable, "-m", "gxstats.apart"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._all.add(worker)
        return worker

    def _drop(self, worker: subprocess.Popen[bytes] | None) -> None:
        if worker is None:
            return
        worker.kill()
        for stream in (worker.stdin, worker.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue  # what was still to be sent to a dead process
        worker.wait()
        with self._lock:
            self._all.discard(worker)


@cache
def crew() -> Crew:
    """The one crew of this process."""
    made = Crew()
    atexit.register(made.close)
    return made


def _asked(worker: subprocess.Popen[bytes], message: Any, seconds: float) -> Any:
    late = threading.Event()

    def stop() -> None:
        late.set()
        worker.kill()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        assert worker.stdin
        assert worker.stdout
        _send(worker.stdin, message)
        return _receive(worker.stdout)
    except (OSError, EOFError, ValueError) as error:
        raise LostError(late.is_set()) from error
    finally:
        timer.cancel()


def _send(stream: IO[bytes], message: Any) -> None:
    content = pickle.dumps(message)
    stream.write(len(content).to_bytes(_WIDTH, "big") + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    head = stream.read(_WIDTH)
    if len(head) < _WIDTH:
        raise EOFError
    content = stream.read(length := int.from_bytes(head, "big"))
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)


def _serve() -> None:
    """The other side: answer until nobody asks any more. What a library prints never mixes with the answers, and a key
    pressed to interrupt is for those who ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            function, arguments = _receive(sys.stdin.buffer)
        except EOFError:
            return
        module, name = function.split(":")
        try:
            answer = True, getattr(import_module(module), name)(*arguments)
        except Exception as error:
            answer = False, error
        try:
            _send(answers, answer)
        except BrokenPipeError:  # who asked was killed
            return


if __name__ == "__main__":
    _serve()
