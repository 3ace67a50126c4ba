"""The queue of disputes: who may see and decide it, what is shown before anything is done, and what is done then."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.authoring import publishing
from quizzes.disputes import regrading, services
from quizzes.models import Dispute, Learner, Notice, Question, Regrade, Version, WorkingCopy
from tests.admin.conftest import signed_in
from tests.admin.pages import text_of
from tests.disputes.marks import TESTED, WRONG_KEY, dealt, disputed, mend
from tests.makers import NOON, PARAMETERS, answer, block, deal, review

pytestmark = pytest.mark.django_db


def at(name: str, dispute: Dispute | None = None) -> str:
    return reverse(f"admin:quizzes_dispute_{name}", args=[dispute.pk] if dispute else [])


def preview(client: Client, dispute: Dispute, grant: str = "") -> Any:
    return client.get(at("acceptance", dispute), {"grant": grant})


def accept(client: Client, dispute: Dispute, grant: str = "", **more: str) -> Any:
    """Look, then do what was shown."""
    seal = re.search(r'name="seal" value="(\w+)"', preview(client, dispute, grant).content.decode())
    assert seal
    data = {"grant": grant, "seal": seal[1], "test": "yes", **more}
    return client.post(at("acceptance", dispute), data, follow=True)


# --- who may ---------------------------------------------------------------------------------------------------------

ADDRESSES = [
    ("changelist", "GET"),
    ("change", "GET"),
    ("acceptance", "GET"),
    ("acceptance", "POST"),
    ("rest", "GET"),
    ("rest", "POST"),
    ("refusal", "POST"),
]


@pytest.mark.parametrize(("name", "method"), ADDRESSES)
def test_only_editors_come_near_a_dispute(
    client: Client,
    as_ada: Client,
    as_author: Client,
    as_editor: Client,
    ada: Learner,
    tmp_path: Path,
    name: str,
    method: str,
) -> None:
    dispute = disputed(ada, tmp_path)
    address = at(name, None if name == "changelist" else dispute)
    for visitor, status in ((client, 302), (as_ada, 302), (as_author, 403)):
        response = visitor.generic(method, address)
        assert response.status_code == status
        assert status != 302 or "/login/" in response["Location"]
    assert as_editor.generic(method, address).status_code in (200, 302, 409, 422)
    assert Dispute.objects.get().state == "open", "nothing that was posted was a decision"


def test_who_may_only_look_decides_nothing(as_author: Client, author: Learner, ada: Learner, tmp_path: Path) -> None:
    from django.contrib.auth.models import Permission

    author.user.user_permissions.add(Permission.objects.get(codename="view_dispute"))
    dispute = disputed(ada, tmp_path)
    page = as_author.get(at("change", dispute))
    assert page.status_code == 200
    assert "Show what changes" not in text_of(page)
    assert preview(as_author, dispute).status_code == 403
    assert as_author.post(at("refusal", dispute), {"reply": "No."}).status_code == 403


@pytest.mark.parametrize("number", ["0", "99", "x"])
def test_a_dispute_that_is_not_there_is_not_found(as_editor: Client, number: str) -> None:
    assert as_editor.get(f"/admin/quizzes/dispute/{number}/change/").status_code == 404


# --- looking ---------------------------------------------------------------------------------------------------------


def test_the_list_has_open_ones_first(as_editor: Client, ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    first = disputed(ada, tmp_path, note="the first")
    disputed(emmy, tmp_path, note="the second")
    assert re.search("the first.*the second", text_of(as_editor.get(at("changelist"))))
    services.decline(first, "No.", by=ada.user, now=NOON)
    assert re.search("Open.*the second.*Declined.*the first", text_of(as_editor.get(at("changelist"))))


def test_the_page_shows_what_an_editor_decides_by_and_not_who_the_learner_is(
    as_editor: Client, ada: Learner, tmp_path: Path
) -> None:
    card = deal(ada, tmp_path, PARAMETERS)[0]
    given = review(card, 1, text="1").answer
    dispute = services.dispute_mark(given, "I think it is 1.", now=NOON)[0]
    page = as_editor.get(at("change", dispute))
    text = text_of(page)
    for shown in (
        "I think it is 1.",
        "Read as 1;",
        f"seed {given.seed}",
        "answer: a + b",
        "wrong",
        "took the grade Again",
    ):
        assert shown in text
    assert "{{a}}" in text, "the block as it is written"
    assert ada.user.email not in page.content.decode() and "ada" not in text.split()


def test_the_page_says_what_the_present_rules_make_of_the_answer(
    as_editor: Client, ada: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    assert "By the present rules wrong" in text_of(as_editor.get(at("change", dispute)))
    mend(tmp_path)
    assert "By the present rules right" in text_of(as_editor.get(at("change", dispute)))
    mend(tmp_path, block(more=", rev: 2"))
    assert "is to revision 1 of the question; it is at revision 2" in text_of(as_editor.get(at("change", dispute)))


@pytest.mark.parametrize(("kind", "text"), [("choice", "B"), ("free", "nothing"), ("flashcard", "")])
def test_every_kind_has_its_page(as_editor: Client, ada: Learner, tmp_path: Path, kind: str, text: str) -> None:
    given = answer(deal(ada, tmp_path, block(kind, slug="one"))[0], text)
    dispute = services.dispute_mark(given, "", now=NOON)[0]
    assert as_editor.get(at("change", dispute)).status_code == 200
    assert preview(as_editor, dispute).status_code == 200


def test_what_a_learner_types_is_shown_harmless(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    given = answer(deal(ada, tmp_path, block("free", slug="one"))[0], "<script>alert(1)</script>")
    dispute = services.dispute_mark(given, "<img src=x onerror=alert(1)>", now=NOON)[0]
    for page in (as_editor.get(at("change", dispute)), as_editor.get(at("changelist"))):
        assert b"<script>alert" not in page.content and b"<img src=x" not in page.content


def test_a_mark_that_has_changed_is_shown_as_it_counts_now(
    as_editor: Client, ada: Learner, emmy: Learner, tmp_path: Path
) -> None:
    """emmy's dispute, after ada's was accepted."""
    first = disputed(ada, tmp_path)
    second = disputed(emmy, tmp_path)
    listed = text_of(as_editor.get(at("changelist")))
    assert "first wrong" not in listed
    mend(tmp_path, TESTED)
    accept(as_editor, first, test="")
    text = text_of(as_editor.get(at("change", second)))
    assert "It was marked first wrong, now right" in text
    assert text_of(as_editor.get(at("changelist"))).count("first wrong, now right") == 2
    assert as_editor.get(at("changelist"), {"o": "4"}).status_code == 200, "sorted by the mark"


# --- before accepting ------------------------------------------------------------------------------------------------


def test_what_changes_is_shown_before_it_is_done(
    as_editor: Client, ada: Learner, emmy: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    review(dealt(emmy, tmp_path), 3, text="0.375")
    mend(tmp_path, TESTED)
    text = text_of(preview(as_editor, dispute))
    assert "2 stored answers to two-heads were judged again" in text
    assert "wrong right 2 2" in text
    assert "2 marks of 2 learners change, and they are told. 1 review counts with another grade" in text
    assert "The disputed answer was wrong and is right from now on." in text
    assert not Regrade.objects.exists() and Dispute.objects.get().state == "open"


def test_where_the_rules_still_say_wrong_the_page_says_so(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    assert "The mark of the disputed answer itself does not change" in text_of(preview(as_editor, dispute))
    text = text_of(preview(as_editor, dispute, "1"))
    assert "was wrong and is right from now on, by your own decision" in text
    assert "not added to the question’s tests: its mark is decided by hand" in text


def test_only_what_was_shown_is_done(as_editor: Client, ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    mend(tmp_path, TESTED)
    page = preview(as_editor, dispute).content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal
    mend(tmp_path, TESTED.replace("right: 3/8", "right: 0.375"))
    late = as_editor.post(at("acceptance", dispute), {"seal": seal[1]})
    assert late.status_code == 409
    assert "have changed since you looked. Nothing was done" in text_of(late)
    assert not Regrade.objects.exists()


# --- accepting -------------------------------------------------------------------------------------------------------


def test_accepting_does_what_was_shown_and_keeps_the_answer_as_a_test(
    as_editor: Client, editor: Learner, ada: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path, text="6/16")
    mend(tmp_path, TESTED)
    page = accept(as_editor, dispute, reply="You are right.")
    assert "Accepted: 1 mark changed, and the learners are told." in text_of(page)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.reply, dispute.decided_by) == ("accepted", "You are right.", editor.user)
    assert (Regrade.objects.get().score, Regrade.objects.get().rating) == (1.0, 3)
    question = Question.objects.get()
    assert question.source == TESTED.replace("{wrong: 1/2}]", '{wrong: 1/2}, {right: "6/16"}]')
    newest = Version.objects.last()
    assert newest and (newest.act, newest.by, newest.source) == ("published", editor.user, question.source)
    assert Notice.objects.get().learner == ada


def test_a_test_of_one_variant_names_its_seed(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    card = deal(ada, tmp_path, PARAMETERS.replace("answer: a + b", "answer: a - b"))[0]
    from quizzes.answering import recording

    values = recording.checking.drawn(card.question, "", recording.seed_of(card)).placeholders
    given = review(card, 1, text=f"{values['a']} + {values['b']}").answer
    dispute = services.dispute_mark(given, "", now=NOON)[0]
    mend(tmp_path, PARAMETERS)
    accept(as_editor, dispute)
    assert f'{{right: "{given.text}", seed: {given.seed}}}' in Question.objects.get().source


def test_the_test_may_be_left_out(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path, text="6/16")
    mend(tmp_path, TESTED)
    accept(as_editor, dispute, test="")
    assert Question.objects.get().source == TESTED
    assert Regrade.objects.exists()


def test_a_test_that_is_there_already_is_not_added_again(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path, text="3/8")
    mend(tmp_path, TESTED)
    assert "they have it already" in text_of(preview(as_editor, dispute))
    accept(as_editor, dispute)
    assert Question.objects.get().source == TESTED


def test_a_draft_that_somebody_writes_is_not_lost(
    as_editor: Client, author: Learner, ada: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path, text="6/16")
    question = mend(tmp_path, TESTED)
    publishing.save_draft(question, question.bank, TESTED.replace("A fair", "A very fair"), by=author.user, now=NOON)
    accept(as_editor, dispute)
    copy = WorkingCopy.objects.get()
    assert copy.author == author.user
    assert "A very fair" in copy.source and '{right: "6/16"}' in copy.source


def test_one_mark_can_be_granted_by_hand(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    accept(as_editor, dispute, "0.75")
    assert Regrade.objects.get().score == 0.75
    assert Question.objects.get().source == WRONG_KEY.rstrip("\n") or Question.objects.get().source == WRONG_KEY


def test_accepting_twice_does_nothing_twice(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    mend(tmp_path, TESTED)
    accept(as_editor, dispute)
    page = as_editor.post(at("acceptance", dispute), {"seal": "0" * 64}, follow=True)
    assert "has been decided meanwhile" in text_of(page)
    assert "has been decided meanwhile" in text_of(
        as_editor.post(at("refusal", dispute), {"reply": "No."}, follow=True)
    )
    assert (Regrade.objects.count(), Notice.objects.count(), Dispute.objects.get().state) == (1, 1, "accepted")


def test_a_score_that_is_not_offered_is_refused(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    dispute = disputed(ada, tmp_path)
    assert preview(as_editor, dispute, "7").status_code == 422
    assert preview(as_editor, dispute, "nan").status_code == 422


def test_of_many_answers_the_older_ones_follow_in_batches(
    as_editor: Client, ada: Learner, emmy: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "MOST", 2)
    emmys = dealt(emmy, tmp_path)
    for number in range(3):
        answer(emmys, "3/8", key=f"k-{number}")
    dispute = disputed(ada, tmp_path)
    mend(tmp_path, TESTED)
    text = text_of(preview(as_editor, dispute))
    assert "2 stored answers to two-heads were judged again" in text
    assert "These are the newest ones. 2 older answers are judged after you accept" in text
    page = accept(as_editor, dispute, test="")
    assert "2 older answers to two-heads are left to be judged again" in text_of(page)
    assert Regrade.objects.count() == 2
    form = re.search(r'name="before" value="(\d+)"', page.content.decode())
    assert form
    page = as_editor.post(at("rest", dispute), {"before": form[1]}, follow=True)
    assert "2 answers were looked at, and 2 of their marks changed." in text_of(page)
    assert (Regrade.objects.count(), page.redirect_chain[-1][0]) == (4, at("changelist"))
    assert [notice.text.split(";")[0] for notice in emmy.notices.all()] == [
        "Your answer “3/8” of 23 November is now marked right",
        "Your answer “3/8” of 23 November is now marked right",
    ]
    assert emmy.notices.last().text.endswith("1 more of your answers to that question has another mark, too.")


def test_who_has_stopped_goes_on_from_the_page_of_the_dispute(
    as_editor: Client, ada: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "MOST", 1)
    card = dealt(ada, tmp_path)
    answer(card, "3/8", key="k")
    dispute = disputed(ada, tmp_path)
    assert as_editor.post(at("rest", dispute)).headers["Location"] == at("change", dispute), "not accepted yet"
    mend(tmp_path, TESTED)
    accept(as_editor, dispute, test="")
    assert at("rest", dispute) in as_editor.get(at("change", dispute)).content.decode()
    assert "2 answers to two-heads are left" in text_of(as_editor.get(at("rest", dispute)))
    for _ in range(2):
        page = as_editor.post(at("rest", dispute))
    page = as_editor.post(
        page["Location"].partition("?")[0], {"before": page["Location"].partition("=")[2]}, follow=True
    )
    assert Regrade.objects.count() == 2


# --- declining -------------------------------------------------------------------------------------------------------


def test_declining_takes_a_reason_that_the_learner_reads(
    as_editor: Client, as_ada: Client, ada: Learner, tmp_path: Path
) -> None:
    dispute = disputed(ada, tmp_path)
    empty = as_editor.post(at("refusal", dispute), {"reply": " "})
    assert (empty.status_code, "Say why; the learner reads it." in text_of(empty)) == (422, True)
    as_editor.post(at("refusal", dispute), {"reply": "One order only was asked for."})
    assert Dispute.objects.get().state == "declined"
    assert "One order only was asked for." in text_of(as_ada.get("/"))
    assert "Declined by grace" in text_of(as_editor.get(at("change", dispute)))


def test_a_reason_that_is_too_long_stands_in_its_box_again(as_editor: Client, ada: Learner, tmp_path: Path) -> None:
    """The box drops one line end at its beginning."""
    dispute, reply = disputed(ada, tmp_path), "\nThe <b> & the rest. " + "x" * 2000
    page = as_editor.post(at("refusal", dispute), {"reply": reply})
    box = re.search(r'<textarea id="reply"[^>]*>\n(.*?)</textarea>', page.content.decode(), re.DOTALL)
    assert page.status_code == 422
    assert box and html.unescape(box[1]) == reply


@pytest.mark.parametrize("reply", ["\0", "x" * 2001])
def test_a_reason_that_cannot_be_kept_is_refused(as_editor: Client, ada: Learner, tmp_path: Path, reply: str) -> None:
    dispute = disputed(ada, tmp_path)
    assert as_editor.post(at("refusal", dispute), {"reply": reply}).status_code == 422


def test_an_author_is_told_apart_from_a_learner(as_author: Client, author: Learner) -> None:
    """Without a permission the list is not even named."""
    assert "Disputes" not in text_of(as_author.get("/admin/"))
    assert signed_in(author).get(at("changelist")).status_code == 403
