"""Disputes for programs: as on the page, once an answer, and what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from quizzes.disputes import services
from quizzes.models import Dispute, Learner
from tests.disputes.marks import dealt, disputed
from tests.makers import NOON, answer

pytestmark = pytest.mark.django_db


def post(client: Client, pk: int, **data: object):
    return client.post(f"/api/v1/answers/{pk}/dispute/", data, content_type="application/json")


def test_a_mark_is_disputed_once(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    first, again = post(as_ada, given.pk, note="It is 3/8."), post(as_ada, given.pk, note="Again!")
    assert (first.status_code, again.status_code, Dispute.objects.count()) == (201, 200, 1)
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["note"], first.json()["reply"]) == ("open", "It is 3/8.", "")


def test_what_became_of_it_is_read(as_ada: Client, ada: Learner, grace: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    services.decline(dispute, "No.", by=grace.user, now=NOON)
    found = as_ada.get(f"/api/v1/answers/{dispute.answer_id}/dispute/").json()
    assert (found["answer"], found["state"], found["reply"]) == (dispute.answer_id, "declined", "No.")


def test_where_nothing_was_disputed_there_is_nothing(as_ada: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    assert as_ada.get(f"/api/v1/answers/{given.pk}/dispute/").status_code == 404


@pytest.mark.parametrize("note", ["x" * 2001, "\0", None, ["a"]])
def test_a_note_that_cannot_be_kept_is_refused(as_ada: Client, ada: Learner, tmp_path: Path, note: object) -> None:
    given = answer(dealt(ada, tmp_path), "3/8")
    response = post(as_ada, given.pk, note=note)
    assert (response.status_code, list(response.json()["fields"])) == (400, ["note"])


def test_anothers_answer_is_not_found(as_emmy: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    assert post(as_emmy, dispute.answer_id, note="Mine!").status_code == 404
    assert as_emmy.get(f"/api/v1/answers/{dispute.answer_id}/dispute/").status_code == 404
