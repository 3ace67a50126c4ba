"""From a rubric and an answer to an assessment by a sentence model, which lives in a worker process of its own.

So the web process holds neither the model nor numpy, and an answer that would take long is cut off. Where the worker
gives no result, the answer is compared by its words, and the receipt says why.
"""

from __future__ import annotations

import dataclasses
import logging
from typing import Final

from quizzes.answers import MAX_ANSWER_LENGTH
from quizzes.maths.limits import OutOfMemory, OutOfTime, Pool, Undecided
from quizzes.prose import checking
from quizzes.prose.points import Rubric
from quizzes.prose.scoring import Assessment
from quizzes.prose.worker import assessment_of_json, rubric_to_json

SECONDS: Final = 6.0  # for one answer, mostly some hundredths of one; more only where the machine is busy
MEMORY: Final = 640 * 2**20  # bytes of address space, the model's file among it
GROWN: Final = 320 * 2**20  # bytes resident, from which on a worker is replaced
POOL: Final = Pool("quizzes.prose.worker", size=2, memory=MEMORY, grown=GROWN)

logger = logging.getLogger(__name__)
warm, close = POOL.warm, POOL.close


def assess(rubric: Rubric, text: str) -> Assessment:
    if not text.strip() or len(text) > MAX_ANSWER_LENGTH:
        return checking.assess(rubric, text)  # which refuses it
    try:
        return assessment_of_json(POOL.call("assess", {"rubric": rubric_to_json(rubric), "text": text}, SECONDS))
    except (Undecided, ValueError) as error:
        logger.warning("the sentence model gave no result: %s", error)
        slow, large = isinstance(error, OutOfTime), isinstance(error, OutOfMemory)
        why = "took too long" if slow else "needed too much memory" if large else "failed"
        found = checking.assess(rubric, text)
        return dataclasses.replace(found, fallback=f"the sentence model {why}")
