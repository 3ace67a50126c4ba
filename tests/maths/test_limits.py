"""Worker processes: their limits, what becomes of those that break them, and of those whose parent is gone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizzes.maths import limits
from quizzes.maths.limits import Crashed, OutOfMemory, OutOfTime, Pool
from quizzes.maths.processes import Process

ROOT = Path(__file__).parents[2]
RASCAL, LIAR = "tests.maths.rascal", "tests.maths.liar"
HOG_LIMIT = 0.3  # seconds
OVERRUN = 0.3  # seconds beyond a limit, at most


@pytest.fixture
def make_pool() -> Iterator[Callable[..., Pool]]:
    pools = []

    def make(module: str = RASCAL, **more: int) -> Pool:
        pools.append(Pool(module, **more))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(RASCAL)
    pool.wait_until_warm()
    yield pool
    pool.close()


def until(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether it comes true by then."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be reaped does not."""
    try:
        return b") Z" not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        pytest.skip("this system has no /proc")


def seconds_of(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


# --- requests and replies


@pytest.mark.parametrize("argument", [None, 1.5, "π \0 \ud800 \u202e", {"a": [1, {"b": None}]}, "x" * 1_000_000])
def test_argument_comes_back_as_it_was(pool: Pool, argument: object) -> None:
    assert pool.call("echo", argument, 2.0) == argument


def test_round_trip_takes_less_than_a_millisecond(pool: Pool) -> None:
    best = min(seconds_of(lambda: pool.call("echo", "3/8", 2.0)) for _ in range(50))
    assert best < 0.001


def test_function_that_is_not_registered_is_refused(pool: Pool) -> None:
    with pytest.raises(Crashed, match="there is no function 'system'"):
        pool.call("system", "ls", 2.0)


def test_exception_comes_back_with_its_traceback_and_the_worker_lives(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(size=1)
    before = pool.call("pid", None, 2.0)
    with pytest.raises(Crashed, match=r"in fail\n.*\nLookupError: nothing there"):
        pool.call("fail", None, 2.0)
    assert pool.call("pid", None, 2.0) == before


def test_endless_recursion_is_an_exception_like_others(pool: Pool) -> None:
    with pytest.raises(Crashed, match="RecursionError"):
        pool.call("recurse", 0, 5.0)


def test_what_a_function_prints_does_not_reach_the_channel(pool: Pool) -> None:
    assert pool.call("chatter", "}{", 2.0) == "}{"


def test_calls_from_many_threads_each_get_their_own_answer(pool: Pool) -> None:
    with ThreadPoolExecutor(16) as threads:
        numbers = list(threads.map(lambda number: pool.call("echo", number, 5.0), range(500)))
    assert numbers == list(range(500))


def test_secrets_of_the_server_do_not_reach_a_worker(
    make_pool: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert "hush" not in make_pool().call("environment", None, 2.0).values()


# --- limits


@pytest.mark.parametrize(("function", "argument"), [("hog", None), ("sleep", 60)])
def test_worker_is_killed_at_the_deadline(pool: Pool, function: str, argument: object) -> None:
    started = time.monotonic()
    with pytest.raises(OutOfTime, match=r"no result within 0\.3 s"):
        pool.call(function, argument, HOG_LIMIT)
    assert HOG_LIMIT <= time.monotonic() - started < HOG_LIMIT + OVERRUN


def test_memory_beyond_the_limit_is_refused(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool()
    with pytest.raises(OutOfMemory):
        pool.call("allocate", 600, 2.0)
    assert pool.call("echo", "still here", 2.0) == "still here"


def test_memory_within_the_limit_is_granted(pool: Pool) -> None:
    assert pool.call("allocate", 300, 5.0) == 300 * 2**20


@pytest.mark.parametrize(("function", "argument"), [("leave", 0), ("leave", 3), ("abort", None)])
def test_worker_that_ends_is_a_crash(pool: Pool, function: str, argument: object) -> None:
    with pytest.raises(Crashed, match="the worker broke off: the other side has gone"):
        pool.call(function, argument, 2.0)
    assert pool.call("echo", "next", 2.0) == "next"


def test_next_call_after_a_kill_finds_a_warm_spare(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool()
    pool.warm()
    assert until(lambda: len(pool.workers()) == limits.KEPT)
    with pytest.raises(OutOfTime):
        pool.call("hog", None, HOG_LIMIT)
    assert seconds_of(lambda: pool.call("echo", 1, 2.0)) < 0.02


def test_killed_worker_is_replaced_and_leaves_no_zombie(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool()
    pid = pool.call("pid", None, 2.0)
    with pytest.raises(Crashed):
        pool.call("leave", 0, 2.0)
    assert until(lambda: len(pool.workers()) == limits.KEPT)
    assert until(lambda: not Path(f"/proc/{pid}").exists())
    assert pid not in [worker["pid"] for worker in pool.workers()]


def test_others_are_served_while_workers_are_stuck(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(size=3)
    pool.warm()
    assert until(lambda: len(pool.workers()) == 2)
    with ThreadPoolExecutor(2) as threads:
        stuck = [threads.submit(pool.call, "sleep", 60, 1.5) for _ in range(2)]
        assert until(lambda: not pool._idle)
        assert seconds_of(lambda: pool.call("echo", 1, 2.0)) < 1.0  # a third worker was started
        assert all(isinstance(each.exception(), OutOfTime) for each in stuck)


def test_call_that_finds_no_worker_in_time_says_so(
    make_pool: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    pool = make_pool(size=1)
    pool.wait_until_warm()
    with ThreadPoolExecutor(1) as threads:
        stuck = threads.submit(pool.call, "sleep", 60, 1.0)
        assert until(lambda: not pool._idle)
        with pytest.raises(OutOfTime, match=r"all 1 workers were busy for 0\.2 s"):
            pool.call("echo", 1, 2.0)
        assert stuck.exception()


# --- lives of workers


def test_first_workers_come_only_when_they_are_needed(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool()
    assert pool.workers() == []
    pool.warm(after=60)
    time.sleep(0.1)
    assert pool.workers() == []
    assert pool.call("echo", 1, 2.0) == 1  # a call does not wait for the minute to pass


def test_worker_retires_after_its_number_of_calls(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(size=1, calls=3)
    pids = [pool.call("pid", None, 2.0) for _ in range(9)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]


def test_worker_that_has_grown_retires(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(size=1, grown=60 * 2**20)
    before = pool.call("pid", None, 2.0)
    pool.call("grow", 10, 2.0)
    assert pool.call("pid", None, 2.0) == before
    pool.call("grow", 60, 2.0)
    assert pool.call("pid", None, 2.0) != before


def test_workers_that_a_rush_has_added_go_again(
    make_pool: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SURPLUS_AFTER", 0.3)
    pool = make_pool(size=4)
    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(pool.call, "sleep", 1.0, 5.0) for _ in range(4)]
        assert until(lambda: len(pool.workers()) > limits.KEPT)
        assert [call.result() for call in calls]
    assert until(lambda: len(pool.workers()) == limits.KEPT)


def test_idle_worker_that_was_killed_from_outside_is_not_used(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(size=1)
    pid = pool.call("pid", None, 2.0)
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: not is_alive(pid))
    assert pool.call("echo", 1, 2.0) == 1


def test_workers_outlive_the_thread_that_called_first(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(size=1)
    pids = []
    thread = threading.Thread(target=lambda: pids.append(pool.call("pid", None, 2.0)))
    thread.start()
    thread.join()
    time.sleep(0.1)
    assert pool.call("pid", None, 2.0) == pids[0]


def test_closed_pool_leaves_no_process_and_answers_nobody(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool()
    pid = pool.call("pid", None, 2.0)
    pool.close()
    assert not is_alive(pid)
    with pytest.raises(Crashed, match="closed"):
        pool.call("echo", 1, 2.0)


def test_module_that_does_not_start_is_a_crash_and_no_endless_wait(
    make_pool: Callable[..., Pool], caplog: pytest.LogCaptureFixture
) -> None:
    pool = make_pool("tests.maths.nowhere")
    with pytest.raises(Crashed, match="do not start"):
        pool.call("echo", 1, 2.0)
    assert "a worker process (tests.maths.nowhere) does not start: the other side has gone" in caplog.text


# --- a worker that lies


@pytest.mark.parametrize("lie", ["garbage", "endless", "half", "array", "other number", "no result", "deep"])
def test_nonsense_from_a_worker_is_never_an_answer(make_pool: Callable[..., Pool], lie: str) -> None:
    pool = make_pool(LIAR, size=1)
    with pytest.raises(OutOfTime if lie == "half" else Crashed):
        pool.call("say", lie, 0.5)


def test_second_reply_does_not_answer_the_next_question(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(LIAR, size=1)
    assert pool.call("say", "twice", 2.0) == "first"
    with pytest.raises(Crashed, match="the worker spoke nonsense"):
        pool.call("say", "twice", 2.0)


# --- nobody is left behind

PARENT = """
import json, os, signal, sys, threading, time
# Ctrl+C ends it even where the tests run in the background of a shell, which has its children ignore that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from quizzes.maths.limits import Pool
pool = Pool("tests.maths.rascal", size=2)
pids = [pool.call("pid", None, 5.0)]
threading.Thread(target=pool.call, args=(sys.argv[1], 60, 60.0), daemon=True).start()
while len(pool.workers()) < 2:
    time.sleep(0.01)
print(json.dumps([worker["pid"] for worker in pool.workers()]), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("busy_with", ["echo", "sleep", "hog"])
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(busy_with: str, by: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, busy_with], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    with parent:
        assert parent.stdout
        pids = json.loads(parent.stdout.readline())
        assert len(pids) == 2
        assert all(is_alive(pid) for pid in pids)
        parent.send_signal(by)
        parent.wait(10)
        assert until(lambda: not any(is_alive(pid) for pid in pids), 2.0)


def test_worker_ends_by_itself_when_its_parent_cannot_kill_it() -> None:
    """As on macOS, where no signal follows the parent's death: the kernel's alarm ends what runs beyond its deadline."""
    process = Process(RASCAL, {})
    process.greet()
    with pytest.raises(OutOfTime):
        process.ask("hog", None, 0.1)
    try:
        assert process.process.wait(2) == -signal.SIGALRM
    finally:
        process.end()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_fork_of_the_server_begins_with_workers_of_its_own(pool: Pool) -> None:
    ours = pool.call("pid", None, 2.0)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(pool.call("pid", None, 5.0)).encode())
        finally:
            pool.close()
            os._exit(0)
    os.waitpid(child, 0)
    theirs = int(os.read(reader, 20))
    os.close(reader)
    os.close(writer)
    assert theirs != ours
    assert pool.call("pid", None, 2.0) in [worker["pid"] for worker in pool.workers()]
