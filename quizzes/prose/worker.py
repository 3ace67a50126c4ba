"""The worker process of `apart`: holds the sentence model, and compares answers by words and by meaning."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from typing import Any

from quizzes.maths.worker import serve
from quizzes.prose import checking
from quizzes.prose.findings import Finding, Status
from quizzes.prose.model import NoModel, folder_of, loaded
from quizzes.prose.points import KeyPoint, Rubric
from quizzes.prose.scoring import Assessment, Verdict
from quizzes.prose.traps import Trap


def assess(request: Mapping[str, Any]) -> dict[str, Any]:
    """{"rubric", "text"} as `rubric_to_json` has the rubric; the assessment as JSON."""
    folder = folder_of(os.environ)
    if folder is None:
        raise NoModel("the sentence model has gone")
    found = checking.assess(rubric_of_json(request["rubric"]), request["text"], meaning=loaded(folder))
    return assessment_to_json(found)


def warm() -> None:
    """Reads the model's tables from the disk, and does once what every answer will need."""
    if folder := folder_of(os.environ):
        rubric = Rubric(question="Why is it kept apart?", reference="The model has not seen it, so the score is honest")
        checking.assess(rubric, "The score does not flatter, as nothing was fitted to it.", meaning=loaded(folder))


def rubric_to_json(rubric: Rubric) -> dict[str, Any]:
    return dataclasses.asdict(rubric)


def rubric_of_json(read: Mapping[str, Any]) -> Rubric:
    points = tuple(KeyPoint(**{**point, "synonyms": tuple(point["synonyms"])}) for point in read["points"])
    return Rubric(question=read["question"], reference=read["reference"], points=points)


def assessment_to_json(found: Assessment) -> dict[str, Any]:
    return dataclasses.asdict(found) | {"trap": found.trap.name}


def assessment_of_json(read: Mapping[str, Any]) -> Assessment:
    findings = tuple(
        Finding(**{**each, "status": Status(each["status"]), "spans": tuple(map(tuple, each["spans"]))})
        for each in read["findings"]
    )
    verdict, trap = Verdict(read["verdict"]), Trap[read["trap"]]
    return Assessment(**{**read, "findings": findings, "verdict": verdict, "trap": trap})


if __name__ == "__main__":
    serve({"assess": assess}, warm=warm)
