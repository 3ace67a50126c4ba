"""Tests of loading: what a learner keeps when banks change."""

from pathlib import Path

import pytest

from quizzes.authoring import bank_loading, loading
from quizzes.memory.scheduling import Memory
from quizzes.models import Bank, Card, Learner, Question, Review
from quizzes.review.planning import next_card
from tests.makers import NOON, bank_text, block, deal, load, review

pytestmark = pytest.mark.django_db


def counts(report: loading.FolderReport) -> list[tuple[int | None, ...]]:
    return [(bank.added, bank.changed, bank.unchanged, bank.retired) for bank in report.banks]


def test_a_first_load_adds_and_a_second_changes_nothing(tmp_path: Path) -> None:
    text = bank_text(block(slug="one"), block(slug="two"))
    assert counts(load(tmp_path, a=text)) == [(2, 0, 0, 0)]
    before = list(Question.objects.values())
    assert counts(load(tmp_path, a=text)) == [(0, 0, 2, 0)]
    assert list(Question.objects.values()) == before


def test_an_unchanged_folder_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, a=bank_text())
    monkeypatch.setattr(loading, "read_folder", None)
    assert counts(loading.load_folder(tmp_path)) == [(0, 0, 1, 0)]


def test_another_reader_reads_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, a=bank_text())
    monkeypatch.setattr(loading, "_reader_digest", lambda: b"another")
    Question.objects.update(level="expert")
    assert counts(loading.load_folder(tmp_path)) == [(0, 1, 0, 0)]


def test_a_reworded_question_keeps_the_history(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    review(card)
    report = load(tmp_path, **{"math.test": bank_text(block().replace("A fair coin", "A coin"))})
    assert counts(report) == [(0, 1, 0, 0)]
    card.refresh_from_db()
    assert card.reviews == 1
    assert "A coin" in card.question.html["prompt"]


def test_a_renamed_question_keeps_the_history(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block(slug="old"))
    review(card)
    report = load(tmp_path, **{"math.test": bank_text(block(slug="new", more=", was: [old]"))})
    assert counts(report) == [(0, 1, 0, 0)]
    card.refresh_from_db()
    assert (card.question.slug, card.reviews) == ("new", 1)
    assert Card.objects.count() == 1


@pytest.mark.parametrize("names", [("a", "z"), ("z", "a")], ids=["to a later file", "to an earlier file"])
def test_a_question_moved_to_another_file_keeps_the_history(
    ada: Learner, tmp_path: Path, names: tuple[str, str]
) -> None:
    old, new = names
    deal(ada, tmp_path, block(slug="stays"), block(slug="moves"), bank=old)
    card = ada.cards.get(question__slug="moves")
    review(card)
    load(tmp_path, **{old: bank_text(block(slug="stays"), bank=old), new: bank_text(block(slug="moves"), bank=new)})
    card.refresh_from_db()
    assert (card.question.bank.slug, card.question.state, card.reviews) == (new, "published", 1)


def test_a_new_revision_starts_over_and_keeps_the_log(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block())
    review(card)
    version = card.version
    load(tmp_path, **{"math.test": bank_text(block(more=", rev: 2"))})
    card.refresh_from_db()
    assert card.memory == Memory() == card.replayed()
    assert card.version > version, "a page that shows the old question cannot answer the new one"
    assert Review.objects.count() == 1


def test_a_question_that_left_its_file_is_retired_and_asked_no_more(ada: Learner, tmp_path: Path) -> None:
    gone, _ = deal(ada, tmp_path, block(slug="gone"), block(slug="stays"))
    next_card(ada, now=NOON)
    assert counts(load(tmp_path, **{"math.test": bank_text(block(slug="stays"))})) == [(0, 0, 1, 1)]
    assert next_card(Learner.objects.get(pk=ada.pk), now=NOON).question.slug == "stays"
    assert Card.objects.filter(pk=gone.pk).exists()


def test_a_retired_question_comes_back_with_its_history(ada: Learner, tmp_path: Path) -> None:
    gone, _ = deal(ada, tmp_path, block(slug="gone"), block(slug="stays"))
    review(gone)
    load(tmp_path, **{"math.test": bank_text(block(slug="stays"))})
    load(tmp_path, **{"math.test": bank_text(block(slug="gone"), block(slug="stays"))})
    gone.refresh_from_db()
    assert (gone.question.state, gone.reviews) == ("published", 1)


def test_a_bank_whose_file_is_gone_is_retired(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, block(slug="one"), bank="a")
    deal(ada, tmp_path, block(slug="two"), bank="b")
    (tmp_path / "a.md").unlink()
    loading.load_folder(tmp_path)
    assert list(Question.objects.published().values_list("slug", flat=True)) == ["two"]
    again = loading.load_folder(tmp_path)
    assert not again.problems


def published() -> set[str]:
    return set(Question.objects.published().values_list("slug", flat=True))


def test_a_bank_whose_file_has_another_name_now_stays_published(ada: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, block(slug="one"), bank="a")
    deal(ada, tmp_path, block(slug="two"), bank="b")
    (tmp_path / "a.md").rename(tmp_path / "c.md")
    report = loading.load_folder(tmp_path)
    assert [(bank.bank, bank.file, bank.retired) for bank in report.banks] == [("b", "b.md", 0), ("a", "c.md", 0)]
    assert published() == {"one", "two"}
    assert Bank.objects.get(slug="a").file == "c.md"
    assert counts(loading.load_folder(tmp_path)) == [(0, 0, 1, 0), (0, 0, 1, 0)]


def test_two_banks_may_swap_their_files(tmp_path: Path) -> None:
    texts = [bank_text(block(slug=slug), bank=bank) for slug, bank in (("one", "a"), ("two", "b"))]
    load(tmp_path, a=texts[0], b=texts[1])
    load(tmp_path, a=texts[1], b=texts[0])
    assert published() == {"one", "two"}
    assert dict(Bank.objects.values_list("slug", "file")) == {"a": "b.md", "b": "a.md"}


def test_a_file_that_comes_back_as_it_was_is_published_again(ada: Learner, tmp_path: Path) -> None:
    (card,) = deal(ada, tmp_path, block(slug="one"), bank="a")
    review(card)
    load(tmp_path, b=bank_text(block(slug="two"), block(slug="three"), bank="b"))
    file = tmp_path / "a.md"
    text = file.read_text()
    file.unlink()
    assert counts(loading.load_folder(tmp_path))[-1] == (0, 0, 0, 1)
    assert counts(loading.load_folder(tmp_path)) == [(0, 0, 2, 0)], "what is gone is told of once"
    file.write_text(text)
    loading.load_folder(tmp_path)
    assert published() == {"one", "two", "three"}
    card.refresh_from_db()
    assert (card.reviews, card.laid_down) == (1, False)


def test_most_questions_are_retired_only_when_that_is_meant(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    load(here, a=bank_text(block(slug="one"), block(slug="two"), bank="a"))
    before = list(Question.objects.values()), list(Bank.objects.values())
    with pytest.raises(loading.TooManyRetired, match="2 of 2 published questions are not in this folder"):
        load(elsewhere, b=bank_text(block(slug="three"), bank="b"))
    assert (list(Question.objects.values()), list(Bank.objects.values())) == before
    loading.load_folder(elsewhere, retire=True)
    assert published() == {"three"}


def test_an_old_copy_of_a_bank_does_not_retire_most_of_it(tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one"), block(slug="two"), block(slug="three")))
    with pytest.raises(loading.TooManyRetired, match="2 of 3"):
        load(tmp_path, a=bank_text(block(slug="one")))
    assert published() == {"one", "two", "three"}


def test_a_load_writes_only_the_columns_that_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another has stored meanwhile stays."""
    load(tmp_path, a=bank_text(block(slug="one")))
    write = bank_loading.BankLoad._write

    def meanwhile(self: bank_loading.BankLoad) -> None:
        Question.objects.update(author="Ada")
        write(self)

    monkeypatch.setattr(bank_loading.BankLoad, "_write", meanwhile)
    load(tmp_path, a=bank_text(block(slug="one", more=", level: expert")))
    assert Question.objects.values_list("level", "author").get() == ("expert", "Ada")


def test_questions_are_locked_before_their_bank_in_one_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As publishing locks them, or two would wait for each other. SQLite locks nothing by rows, so calls are told."""
    load(tmp_path, a=bank_text(*(block(slug=slug) for slug in ("b", "c", "a"))))
    told: list[object] = []
    locked, bank_row = bank_loading.locked_rows, bank_loading.BankLoad._bank_row

    def tell(keys: object) -> list[Question]:
        found = locked(keys)
        told.append([row.pk for row in found])
        return found

    monkeypatch.setattr(bank_loading, "locked_rows", tell)
    monkeypatch.setattr(bank_loading.BankLoad, "_bank_row", lambda self: (told.append("bank"), bank_row(self))[1])
    load(tmp_path, a=bank_text(*(block(slug=slug) for slug in ("a", "b", "c"))))
    assert told == [sorted(Question.objects.values_list("pk", flat=True)), "bank"]


def test_a_bank_with_problems_is_refused_and_the_others_are_loaded(tmp_path: Path) -> None:
    load(tmp_path, good=bank_text(block(slug="g"), bank="good"), bad=bank_text(block(slug="b"), bank="bad"))
    broken = bank_text(block(slug="b").replace("**Why:**", "**Whys:**"), bank="bad")
    report = load(tmp_path, good=bank_text(block(slug="g", more=", level: expert"), bank="good"), bad=broken)
    assert {bank.bank: bank.refused for bank in report.banks} == {"good": False, "bad": True}
    assert (report.problems[0].file, "Why" in report.problems[0].message) == ("bad.md", True)
    assert Question.objects.get(slug="g").level == "expert"
    assert Question.objects.get(slug="b").state == "published"


def test_the_same_refused_bank_is_reported_every_time(tmp_path: Path) -> None:
    for _ in range(2):
        assert load(tmp_path, bad=bank_text(block().replace("answer: 3/8, ", ""))).problems


def test_a_new_question_becomes_a_card_of_those_who_hold_the_bank(ada: Learner, emmy: Learner, tmp_path: Path) -> None:
    deal(ada, tmp_path, block(slug="one"))
    load(tmp_path, **{"math.test": bank_text(block(slug="one"), block(slug="two"))})
    assert ada.cards.count() == 2
    assert emmy.cards.count() == 0
    assert next_card(Learner.objects.get(pk=ada.pk), now=NOON) is not None


def test_a_shifted_question_counts_as_unchanged_and_its_line_follows(tmp_path: Path) -> None:
    load(tmp_path, a=bank_text(block(slug="one")))
    report = load(tmp_path, a=bank_text(block(slug="zero"), block(slug="one")))
    assert counts(report) == [(1, 0, 1, 0)]
    assert Question.objects.get(slug="one").line > Question.objects.get(slug="zero").line


def test_new_cards_follow_the_syllabus_then_the_file(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").write_text(
        "topics:\n- {id: pr, area: math, title: Probability}\n- {id: la, area: math, title: Linear algebra}\n"
    )
    load(tmp_path, a=bank_text(block("flashcard", slug="la-1"), block(slug="pr-1"), block(slug="pr-2")))
    assert list(Question.objects.values_list("slug", "topic_title")) == [
        ("pr-1", "Probability"),
        ("pr-2", "Probability"),
        ("la-1", "Linear algebra"),
    ]


def test_a_failure_halfway_leaves_the_bank_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, a=bank_text(block(slug="one")))
    monkeypatch.setattr(bank_loading.BankLoad, "_write", lambda load: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(tmp_path, a=bank_text(block(slug="one", more=", level: expert"), block(slug="two")))
    assert list(Question.objects.values_list("slug", "level")) == [("one", "intermediate")]
    assert Bank.objects.count() == 1
