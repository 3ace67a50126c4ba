"""A folder becomes a site: its own database and secrets, filled by child processes and served by gunicorn."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
START = 60.0  # seconds that a server may take until it answers
OURS = ("VAR_DIR", "CONTENT_DIR", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "DATABASE_URL", "HTTPS", "BEHIND_PROXY")
# Whatever would make the site think that it is under test, or compile its modules anew at every start.
DISTURBING = ("PYTEST_VERSION", "PYTEST_CURRENT_TEST", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE")


class Site:
    """What runs here runs in child processes, for settings are read once in each process."""

    sessions: list[str]  # of the learners that `fill` has made

    def __init__(self, folder: Path, *, settings: str = "quizzes.settings") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name not in {*OURS, *DISTURBING}}
        self.sessions = []
        self.env = {
            **kept,
            "VAR_DIR": str(folder),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "DEBUG": "0",
            "THROTTLE": "0",  # nobody reviews as fast as what is measured here
            "DJANGO_SETTINGS_MODULE": settings,
        }

    def run(self, module: str, *arguments: object) -> Any:
        """Run a module of this folder on the site; the JSON of its last line. Raises where it fails."""
        command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
        return json.loads(self._output(command).splitlines()[-1])

    def manage(self, *arguments: object) -> str:
        return self._output([sys.executable, "manage.py", *map(str, arguments)])

    def fill(self, *, learners: int = 1, cards: int, due: int = 0, new: int = 0) -> None:
        """Learners with a collection each; of its cards some are due today and some new."""
        self.sessions = self.run("fill", learners, cards, due, new)

    def collect(self) -> None:
        """Its static files, compressed and with a manifest, without which no whole page can be shown."""
        self.manage("collectstatic", "--noinput", "--verbosity=0")

    def _output(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def database(self) -> contextlib.closing[sqlite3.Connection]:
        """The tables, past the site, each statement in a transaction of its own."""
        return contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20, isolation_level=None))

    @contextlib.contextmanager
    def serve(self, *, workers: int = 1, wsgi: str = "quizzes.wsgi", more: tuple[str, ...] = ()) -> Iterator[Server]:
        """gunicorn with the options of `manage.py serve`; one worker where its CPU time is read."""
        server = Server(self, workers=workers, wsgi=wsgi, more=more)
        try:
            server.start()
            yield server
        finally:
            server.stop()


class Server:
    """A gunicorn of our own, which can be killed and started again on the same port."""

    def __init__(self, site: Site, *, workers: int, wsgi: str, more: tuple[str, ...]) -> None:
        self.site = site
        self.port = _free_port()
        self.errors = site.folder / "server.err"
        self.command = [
            *(sys.executable, "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(workers), "--threads", "4", "--log-level", "warning", *more),
        ]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.errors.open("ab") as errors:
            # In a session of its own, so that one signal reaches master and workers, and nobody else.
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.site.env, stdout=errors, stderr=errors, start_new_session=True
            )
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                connection.close()
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"the server does not answer; it said:\n{self.errors.read_text()[-2000:]}")

    def kill(self) -> None:
        """kill -9 of everything at once, master and workers."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_workers(self) -> None:
        """kill -9 of the workers, which hold the database; the master makes new ones."""
        for pid in self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def workers(self) -> list[int]:
        assert self.process is not None
        listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True, check=True)
        pairs = (line.split() for line in listing.stdout.splitlines())
        return [int(pid) for pid, parent in pairs if int(parent) == self.process.pid]


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used, all its threads, user and system.

    Linux has a clock for each process, to the nanosecond (its id as glibc's clock_getcpuclockid makes it); elsewhere
    `ps` tells hundredths, so that only long series say anything.
    """
    if sys.platform == "linux":
        return time.clock_gettime((~pid << 3) | 2)
    text = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], stdout=subprocess.PIPE, text=True, check=True).stdout
    seconds = 0.0
    for part in text.strip().replace("-", ":").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
