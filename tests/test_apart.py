"""Work in processes apart: answers in order, own errors raised, a dead or hanging process costs its own call only."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from gxstats.apart import Crew, LostError
from gxstats.errors import TooLargeError


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew(2)
    yield made
    made.close()


def refuse() -> None:
    raise TooLargeError("{name} is too large", name="x")


def test_answers_come_in_order(crew: Crew) -> None:
    assert list(crew.each("math:factorial", [(n,) for n in range(20)], 30)) == [
        answer for n in range(20) for answer in [1 if n < 2 else n * list_of(n)]]


def list_of(n: int) -> int:
    return 1 if n < 2 else (n - 1) * list_of(n - 1)


def test_its_own_errors_come_back_whole(crew: Crew) -> None:
    with pytest.raises(TooLargeError) as told:
        crew.call("tests.test_apart:refuse", (), 30)
    assert (told.value.sentence, told.value.values) == ("{name} is too large", {"name": "x"})


def test_a_process_that_dies_or_hangs_costs_its_call_only(crew: Crew) -> None:
    answers = list(crew.each("os:_exit", [(3,)], 30)) + list(crew.each("time:sleep", [(60,)], 0.5))
    assert [isinstance(answer, LostError) and answer.late for answer in answers] == [False, True]
    assert [crew.call("os:getpid", (), 30) != os.getpid() for _ in range(4)] == [True] * 4


def test_what_is_printed_does_not_mix_with_answers(crew: Crew) -> None:
    assert crew.call("builtins:print", ("noise",), 30) is None
    assert crew.call("os:getcwd", (), 30) == os.getcwd()


def test_many_threads_share_it(crew: Crew) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda n=n: found.append(crew.call("operator:neg", (n,), 30))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(-11, 1))


def test_leaving_the_loop_calls_off_the_rest(crew: Crew) -> None:
    begun = time.monotonic()
    for _ in crew.each("time:sleep", [(0.2,) for _ in range(100)], 30):
        break
    assert time.monotonic() - begun < 5


def test_a_program_ends_though_work_hangs() -> None:
    code = ("from gxstats.apart import crew\n"
            "for _ in crew().each('time:sleep', [(0,), (300,), (300,)], 300):\n    break")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_processes_end_with_ours() -> None:
    code = ("import os; from gxstats.apart import crew; print(crew().call('os:getpid', (), 30), flush=True); os._exit(0)")
    pid = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process is left behind")
