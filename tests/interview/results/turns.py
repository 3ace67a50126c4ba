"""Turns of interviews for these tests, from small functions with keyword overrides."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import strategies as st

from quizzes.interview.results.items import Item
from quizzes.interview.results.result import Result, result

TITLES = {"math": "Mathematics", "ml": "Classical machine learning", "dl": "Deep learning"}


def turn(score: float | None = 1.0, *, at: int = 1, **more: object) -> Item:
    """A judged answer in the time expected, unless said otherwise. Topic and area follow each other: "math.la"."""
    topic = str(more.pop("topic", "math.la"))
    area = topic.partition(".")[0]
    fields: dict[str, object] = {
        "position": at,
        "slug": f"question-{at}",
        "title": f"Question {at}",
        "area": area,
        "area_title": TITLES[area],
        "topic": topic,
        "topic_title": f"Topic {topic}",
        "kind": "numeric",
        "level": "entry",
        "score": score,
        "judged_by": "" if score is None else "check",
        "skipped": False,
        "seconds": 60.0,
        "expected": 60.0,
    }
    return Item(**{**fields, **more})  # type: ignore[arg-type]


def skipped(**more: object) -> Item:
    return turn(None, skipped=True, by_button=True, **more)


def left_empty(**more: object) -> Item:
    return turn(None, skipped=True, **more)


def not_reached(**more: object) -> Item:
    return turn(None, reached=False, seconds=0.0, **more)


def numbered(*items: Item) -> list[Item]:
    """The same turns at the positions 1, 2, 3 …"""
    return [
        dataclasses.replace(item, position=at, slug=f"question-{at}", title=f"Question {at}")
        for at, item in enumerate(items, start=1)
    ]


def result_of(items: Sequence[Item], **more: object) -> Result:
    """Of a quiet interview that ended well before its time."""
    return result(items, **{"minutes": 60, "used_seconds": 1200.0, "timed_out": False, **more})  # type: ignore[arg-type]


scores = st.none() | st.sampled_from([0.0, 0.5, 0.6, 0.75, 0.9, 1.0]) | st.floats(0, 1)


@st.composite
def interviews(draw: st.DrawFn, min_size: int = 0, max_size: int = 16) -> list[Item]:
    """Any interview: answered, skipped and open turns in any order, and at the end some that were not reached."""
    items = []
    for _ in range(draw(st.integers(min_size, max_size))):
        score = draw(scores)
        is_skipped = draw(st.integers(0, 4)) == 0
        items.append(
            turn(
                None if is_skipped else score,
                skipped=is_skipped,
                by_button=is_skipped and draw(st.booleans()),
                topic=draw(st.sampled_from(["math.la", "math.pr", "ml.lr", "ml.ev", "dl.at"])),
                kind=draw(st.sampled_from(["choice", "numeric", "derivation", "free"])),
                seconds=draw(st.sampled_from([0.0, 5.0, 60.0, 200.0])),
                misconceptions=draw(st.sampled_from([(), (), ("Mixes up $a$ and $b$.",)])),
                corrections=draw(st.sampled_from([(), ("They are not the same.",)])),
                prerequisites=draw(st.sampled_from([(), (), (("question-1", "The first"),), (("x", "Another"),)])),
            )
        )
    items += [not_reached() for _ in range(draw(st.integers(0, 3)))]
    return numbered(*items)
