"""Questions that several tests ask: one with key points, one with a reference alone."""

from quizzes.prose.checking import Assessment, KeyPoint, Rubric, assess
from quizzes.prose.points import prepared

VALIDATION = Rubric(
    question="You tune the depth of a decision tree. Why do you need a validation set beside the training and test set?",
    reference="The tree is fitted on the training set. The depth is chosen by the score on the validation set, which the "
    "fit never saw. The test set is opened once, at the end, so that no choice has been made by it.",
    points=(
        KeyPoint(
            claim="the validation set is not used to fit the parameters",
            weight=2,
            synonyms=("held out", "unseen", "not trained on"),
            must=True,
        ),
        KeyPoint(
            claim="it is used to choose between models or hyperparameters",
            weight=2,
            synonyms=("tune", "select", "pick the depth"),
        ),
        KeyPoint(
            claim="choosing by the test set would make its score too good",
            weight=1,
            synonyms=("optimistic", "leak", "overfit the test"),
        ),
        KeyPoint(
            claim="after many choices the validation score itself becomes optimistic",
            weight=1,
            synonyms=("overfit the validation",),
            bonus=True,
        ),
        KeyPoint(
            claim="says that the validation set updates the weights",
            weight=-1,
            synonyms=("trains on validation",),
            reason="Only the training set does.",
        ),
    ),
)
RIGHT = (
    "It is held out from training, so the parameters never see it. You use it to select the depth. "
    "If you picked the depth by the test set, its score would be too optimistic."
)

DROPOUT = Rubric(
    question="Why does dropout reduce overfitting?",
    reference="Dropout randomly sets activations to zero during training, so units cannot rely on each other. It acts "
    "like averaging many smaller networks.",
)
COMPLEXITY = Rubric(
    question="What happens to bias and variance when a model becomes more complex?",
    reference="As complexity grows, bias decreases and variance increases.",
)
PRECISION = Rubric(
    question="What is the difference between precision and recall?",
    reference="Precision is the share of predicted positives that are really positive. Recall is the share of actual "
    "positives that the model finds.",
)


def statuses(rubric: Rubric, text: str) -> dict[str, str]:
    """Of each point, by its claim."""
    found = assess(rubric, text)
    targets = prepared(rubric).targets
    return {target.point.claim: str(each.status) for target, each in zip(targets, found.findings, strict=True)}


def score(rubric: Rubric, text: str) -> float:
    return assess(rubric, text).score


__all__ = ["COMPLEXITY", "DROPOUT", "PRECISION", "RIGHT", "VALIDATION", "Assessment", "assess", "score", "statuses"]
