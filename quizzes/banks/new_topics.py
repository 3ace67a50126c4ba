"""Topics added on the page go into the text of syllabus.yaml, below those that it has; nothing else changes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from quizzes.banks.common import TOPIC
from quizzes.banks.syllabus import Topic, read_syllabus

ITEM = re.compile(r"^(?P<indent> *)- +id: ", re.MULTILINE)
NAME = "syllabus.yaml"


def is_topic_id(text: str) -> bool:
    """Whether the syllabus takes it for one."""
    return bool(TOPIC.fullmatch(text)) and "." not in text


def with_topics(text: str, topics: Sequence[Topic]) -> str:
    """The text with these topics (id, area and title) at the end; those that it has already are left out.

    Raises ValueError where the text cannot be read, or would be read as anything else afterwards.
    """
    before, problems = read_syllabus(text, file=NAME)
    if problems:
        raise ValueError(str(problems[0]))
    known = {topic.id for topic in before.topics}
    new = [Topic(id=topic.id, area=topic.area, title=topic.title) for topic in topics if topic.id not in known]
    if not new:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    indent = (ITEM.findall(text) or ["  "])[-1]
    written = text if text.endswith("\n") else text + end
    for topic in new:
        # A string of JSON is one of YAML, whatever stands in it.
        title = json.dumps(topic.title, ensure_ascii=False)
        lines = [f"{indent}- id: {topic.id}", f"{indent}  area: {topic.area}", f"{indent}  title: {title}"]
        written += end + end.join(lines) + end
    after, problems = read_syllabus(written, file=NAME)
    if problems or after.topics != (*before.topics, *new) or after.areas != before.areas:
        said = f": {problems[0]}" if problems else "; its last part is not `topics`"
        raise ValueError(f"the topics cannot be added to {NAME} without changing how the rest is read{said}")
    return written
