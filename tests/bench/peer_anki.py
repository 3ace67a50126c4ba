"""Anki's own collection and scheduler run the same cycle without HTTP: next card, its two sides, its answer.

Run as `python -m tests.bench.peer_anki CARDS`; prints milliseconds of CPU for each batch, or null where the package
`anki` is not installed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

BATCH, BATCHES = 10, 20


def main(cards: int) -> None:
    try:
        import anki.collection
    except ImportError:
        print(json.dumps(None))
        return
    with tempfile.TemporaryDirectory() as folder:
        collection = anki.collection.Collection(str(Path(folder) / "collection.anki2"))
        _fill(collection, anki.collection.AddNoteRequest, cards)
        _cycles(collection, BATCH)
        values = []
        for _ in range(BATCHES):
            start = time.process_time()
            _cycles(collection, BATCH)
            values.append((time.process_time() - start) / BATCH * 1000)
        collection.close()
    print(json.dumps(values))


def _fill(collection, request, cards: int) -> None:
    """Cards learned long ago, of which 600 are due, and 60 new ones, as in fill.py."""
    notetype = collection.models.by_name("Basic")
    deck = collection.decks.id("Default")
    requests = []
    for number in range(cards):
        note = collection.new_note(notetype)
        note.fields = [f"What is the chance of {number} heads?", "3/8"]
        requests.append(request(note=note, deck_id=deck))
    collection.add_notes(requests)
    limits = collection.decks.config_dict_for_deck_id(deck)
    limits["new"]["perDay"] = limits["rev"]["perDay"] = 9999
    collection.decks.update_config(limits)
    collection.set_config("fsrs", True)
    last_new = collection.db.scalar("select max(id) from cards") - 60
    collection.db.execute(
        "update cards set type = 2, queue = 2, ivl = 30, factor = 2500, reps = 1, due = 1 + abs(random() % 90)"
        " where id <= ?",
        last_new,
    )
    today = collection.sched.today
    collection.db.execute("update cards set due = due + ? where type = 2", today)
    collection.db.execute(
        "update cards set due = ? - (id % 10) where id in (select id from cards where type = 2 limit 600)", today
    )


def _cycles(collection, count: int) -> None:
    from anki.scheduler.v3 import CardAnswer

    for _ in range(count):
        card = collection.sched.getCard()
        card.question()
        states = collection._backend.get_scheduling_states(card.id)
        card.answer()
        answer = collection.sched.build_answer(card=card, states=states, rating=CardAnswer.GOOD)
        collection.sched.answer_card(answer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
