"""Judge answers: one case a line on standard input, as JSON, one verdict a line on standard output."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from quizzes.maths.limits import Crashed, OutOfMemory, OutOfTime, Pool
from quizzes.prose import apart, backends
from quizzes.prose import checking as prose

ANSWER_SECONDS, DERIVATION_SECONDS = 2.0, 5.0


class Command(BaseCommand):
    help = (
        "Judge the cases on standard input, one JSON object a line, until it ends; see checking.py of maths and prose."
    )
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        pool = Pool("quizzes.maths.checking", size=2)
        pool.warm()
        if backends.current().name == "embedding":
            apart.warm()
        try:
            for line in sys.stdin.buffer:
                if line.strip():
                    sys.stdout.write(json.dumps(verdict_on(line, pool)) + "\n")
                    sys.stdout.flush()
        finally:
            pool.close()
            apart.close()


def verdict_on(line: bytes, pool: Pool) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"this line is not JSON: {error}"}
    if isinstance(case, dict) and case.get("kind") == "free":
        return prose.judge(case, backends.current().assess)  # which has a worker of its own where it needs one
    if not isinstance(case, dict) or not {"lines", "response"} & case.keys():
        return {"error": "a case is an object with `reference` and `response`, or with `lines`"}
    named = {"id": case["id"]} if "id" in case else {}
    seconds = DERIVATION_SECONDS if case.get("kind") == "derivation" else ANSWER_SECONDS
    try:
        found: dict[str, Any] = pool.call("judge", case, seconds)
        return found
    except OutOfTime:
        return named | {"unsupported": f"not decided within {seconds:g} s"}
    except OutOfMemory:
        return named | {"unsupported": "not decided within the memory"}
    except Crashed as error:
        return named | {"unsupported": f"the check failed: {str(error).strip().splitlines()[-1:]}"}
