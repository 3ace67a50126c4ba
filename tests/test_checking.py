"""Tests of showing and grading through worker processes: what is kept, what fails how, and who evaluates nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quizzes import checking
from quizzes.answering import recording
from quizzes.answers import UnreadableAnswer
from quizzes.banks import isolation
from quizzes.kinds import all_kinds
from quizzes.kinds.numeric import Numeric
from quizzes.maths.limits import Pool
from quizzes.models import Answer, Card, Learner
from tests.bench.site import Site
from tests.makers import PARAMETERS, answer, block, deal, load

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Numeric, "isolated", True)
    for kept in (checking._parts, checking._drawn, checking._decided):
        kept.cache_clear()


@pytest.fixture
def card(ada: Learner, tmp_path: Path) -> Card:
    return deal(ada, tmp_path, PARAMETERS)[0]


@pytest.fixture
def lose_workers(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on no worker answers."""

    def lose() -> None:
        pool = Pool("quizzes.banks.worker")
        pool.close()
        monkeypatch.setattr(isolation, "POOL", pool)

    return lose


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_the_numbers_of_a_seed_are_filled_in(card: Card) -> None:
    values = checking.drawn(card.question, "", 7).placeholders
    shown = checking.shown(card.question, "", 7, answer=True)
    assert f"{values['a']}+{values['b']}" in shown["prompt"]
    assert shown["answer"] == f"<p>{int(values['a']) + int(values['b'])}</p>"


def test_no_worker_is_asked_for_what_is_the_same_at_every_review(
    ada: Learner, tmp_path: Path, lose_workers: Callable[[], None]
) -> None:
    (card,) = deal(ada, tmp_path, block())
    lose_workers()
    assert "0.375" in checking.shown(card.question, "", 12345, answer=True)["answer"]


def test_no_worker_is_asked_for_the_example_in_a_list(card: Card, lose_workers: Callable[[], None]) -> None:
    lose_workers()
    assert "{{" not in checking.shown(card.question)["prompt"]


def test_a_variant_is_drawn_once(card: Card, lose_workers: Callable[[], None]) -> None:
    first = checking.shown(card.question, "", 7)
    lose_workers()
    assert checking.shown(Card.objects.get().question, "", 7) == first


@pytest.mark.parametrize("address", ["/review/", "/cards/{pk}/"])
def test_a_page_without_its_numbers_asks_for_a_moment(
    as_ada: Client, card: Card, lose_workers: Callable[[], None], address: str
) -> None:
    lose_workers()
    page = as_ada.get(address.format(pk=card.pk))
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "could not be drawn just now" in page.content.decode()


def test_the_api_says_that_numbers_are_missing(as_ada: Client, card: Card, lose_workers: Callable[[], None]) -> None:
    lose_workers()
    response = as_ada.get(f"/api/v1/cards/{card.pk}/")
    assert (response.status_code, response.json()["error"]) == (503, "unavailable")


def test_a_part_that_its_question_no_longer_has_is_not_found(as_ada: Client, card: Card) -> None:
    Card.objects.filter(pk=card.pk).update(part="gone")
    assert as_ada.get(f"/cards/{card.pk}/").status_code == 404


def test_a_part_that_its_question_no_longer_has_is_asked_no_more(card: Card, tmp_path: Path) -> None:
    Card.objects.filter(pk=card.pk).update(part="gone")
    load(tmp_path, **{"math.test": (tmp_path / "math.test.md").read_text().replace("Count on", "Go on")})
    assert [(each.part, each.laid_down) for each in Card.objects.order_by("pk")] == [("gone", True), ("", False)]


# --- what an answer is worth -----------------------------------------------------------------------------------------


def right(card: Card) -> str:
    return checking.drawn(card.question, "", recording.seed_of(card)).model_answer


def test_an_answer_is_graded_by_its_own_variant(card: Card) -> None:
    assert answer(card, right(card)).score == 1.0


def test_the_verdict_on_the_same_answer_is_kept(card: Card, lose_workers: Callable[[], None]) -> None:
    first = checking.grade(card.question, "", 7, "5")
    lose_workers()
    assert checking.grade(card.question, "", 7, "5 \n") == first


def test_what_could_not_be_decided_is_not_kept(
    card: Card, lose_workers: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = isolation.POOL
    lose_workers()
    assert checking.grade(card.question, "", 7, "5").undecided
    monkeypatch.setattr(isolation, "POOL", alive)
    assert not checking.grade(card.question, "", 7, "5").undecided


def test_what_cannot_be_read_is_said_with_its_place(card: Card) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        checking.grade(card.question, "", 7, "3/(8")
    assert caught.value.position is not None


def test_authors_hear_of_what_could_not_be_decided(
    card: Card, lose_workers: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    lose_workers()
    checking.grade(card.question, "", 7, "5" * 600)
    (record,) = (record for record in caplog.records if record.name == "quizzes.undecided")
    assert record.getMessage().startswith(f"sum, part '', seed 7: '{'5' * 500}' was not decided")


def test_what_could_not_be_decided_is_the_learners_to_judge(
    as_ada: Client, card: Card, lose_workers: Callable[[], None]
) -> None:
    text = right(card)
    lose_workers()
    data = {"text": text, "key": recording.key_of_showing(card)}
    page = as_ada.post(reverse("answers", args=[card.pk]), data, follow=True)
    assert "We could not decide this, because our check failed; judge it yourself." in page.content.decode()
    assert page.context["verdict"] == "yours"
    held = Answer.objects.get()
    assert (held.score, held.suggested) == (None, None)
    assert as_ada.get(f"/api/v1/answers/{held.pk}/").json()["undecided"] is True


def test_a_flashcard_is_judged_by_the_learner_but_not_undecided(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block("flashcard"))
    assert not recording.is_undecided(answer(card, ""))


# --- who evaluates nothing, and who is left behind --------------------------------------------------------------------

SITTING = """
import json, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
from quizzes import checking
from quizzes.banks import isolation
from quizzes.models import Card
from quizzes.answering import recording
from quizzes.review import services

client = Client()
client.force_login(get_user_model().objects.get(), backend="quizzes.accounts.PasswordBackend")
scores = {}
for page in ("/", "/library/", "/library/examples/", "/api/v1/questions/"):
    assert client.get(page).status_code == 200, page
for card in Card.objects.select_related("question"):
    question, seed = card.question, recording.seed_of(card)
    drawn = checking.drawn(question, card.part, seed)
    given = {"text": drawn.model_answer}
    assert client.get(f"/cards/{card.pk}/").status_code == 200
    assert client.post(f"/cards/{card.pk}/preview/", given).status_code == 200
    made = client.post(f"/api/v1/cards/{card.pk}/answers/", given, content_type="application/json").json()
    assert client.get(f"/answers/{made['id']}/").status_code == 200
    scores[question.kind] = made["score"]
isolation.close()
print(json.dumps({"scores": scores, "sympy": "sympy" in sys.modules}))
"""
OWNER = """
from quizzes.library.services import take_up
from quizzes.models import Bank
from django.contrib.auth import get_user_model
take_up(get_user_model().objects.create_user("ada", "ada@example.org").learner, Bank.objects.get())
"""


def test_the_web_process_evaluates_nothing(tmp_path: Path) -> None:
    """Every kind's example is shown, previewed, answered and explained, and sympy was not even imported."""
    content = tmp_path / "content"
    content.mkdir()
    head = "---\nbank: examples\ntitle: Examples\narea: ml\n---\n\n"
    (content / "examples.md").write_text(head + "\n".join(kind.example for kind in all_kinds().values()))
    site = Site(tmp_path)
    site.env["DEBUG"] = "1"  # static files need not be collected
    site.manage("migrate", "--verbosity=0")
    site.manage("load_banks", content)
    site.manage("shell", "--command", OWNER)
    done = subprocess.run([sys.executable, "-c", SITTING], cwd=ROOT, env=site.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found["scores"]) == set(all_kinds())
    assert set(found["scores"].values()) <= {1.0, None}
    assert not found["sympy"]


def children(pids: list[int]) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                _, _, rest = (folder / "stat").read_text().rpartition(")")
            except OSError:
                continue
            if int(rest.split()[1]) in pids:
                found.append(int(folder.name))
    return found


def until(condition: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="this system has no /proc")
@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_server_warms_its_workers_and_leaves_none_behind(tmp_path: Path, end: str) -> None:
    with Site(tmp_path).serve(workers=2) as server:
        servers = server.workers()
        assert until(lambda: len(children(servers)) >= 2, 30.0), "each of the two has begun to start its own"
        workers = children(servers)
        getattr(server, end)()
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 5.0)


def test_a_process_forked_off_has_workers_of_its_own() -> None:
    program = """
import os
from quizzes.banks.isolation import POOL
POOL.wait_until_warm()
ours = {worker["pid"] for worker in POOL.workers()}
child = os.fork()
if child == 0:
    POOL.wait_until_warm()
    theirs = {worker["pid"] for worker in POOL.workers()}
    os._exit(0 if theirs and not theirs & ours else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert POOL.call("judge", {"kind": "symbolic", "reference": "2x", "response": "x + x"}, 5.0)["correct"]
POOL.close()
"""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore::DeprecationWarning"}  # of fork beside threads
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
