"""Links are opened on a server of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from quizzes.management.links import Found, open_all

ANSWERS = {"/there": 200, "/part": 416, "/gone": 404, "/buried": 410, "/shut": 403}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/out":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
        else:
            self.send_response(ANSWERS.get(self.path, 500))
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/there", "/part"])
def test_a_page_that_is_there_is_alive(site: str, path: str) -> None:
    assert open_all([site + path]) == [Found(address=site + path)]


@pytest.mark.parametrize("path", ["/gone", "/buried"])
def test_a_page_that_is_not_there_is_dead(site: str, path: str) -> None:
    assert open_all([site + path]) == [Found(address=site + path, dead=True)]


def test_a_site_that_keeps_programs_out_says_nothing_of_its_page(site: str) -> None:
    assert open_all([site + "/shut"]) == [Found(address=site + "/shut", trouble="the site answers 403")]


def test_nothing_is_read_from_this_machine(site: str) -> None:
    assert [found.trouble for found in open_all([site + "/out", "file:///etc/hostname"])] == [
        "the site answers 302",
        "no address of the web",
    ]


def test_a_site_that_does_not_answer_is_not_called_dead() -> None:
    (found,) = open_all(["http://127.0.0.1:9"], seconds=2)
    assert found.trouble and not found.dead


def test_an_address_is_opened_once(site: str) -> None:
    assert len(open_all([site + "/there", site + "/gone", site + "/there"])) == 2
