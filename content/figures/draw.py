"""Draw every figure of the banks: `python content/figures/draw.py` writes one SVG a function beside this file."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from canvas import Canvas

HERE = Path(__file__).parent
FIGURES: dict[str, Callable[[], Canvas]] = {}


def figure(function: Callable[[], Canvas]) -> Callable[[], Canvas]:
    """Registers a figure under its name with hyphens."""
    FIGURES[function.__name__.replace("_", "-")] = function
    return function


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def normal(x: float, mean: float = 0, deviation: float = 1) -> float:
    return math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * math.sqrt(2 * math.pi))


def tail(x: float) -> float:
    """Chance that a standard normal is above x."""
    return 0.5 * math.erfc(x / math.sqrt(2))


def grid(low: float, high: float, steps: int = 120) -> list[float]:
    return [low + (high - low) * step / steps for step in range(steps + 1)]


# --- evaluation ------------------------------------------------------------------------------------------------------


def _roc(separation: float) -> list[tuple[float, float]]:
    return [(tail(threshold), tail(threshold - separation)) for threshold in grid(6, -5)]


@figure
def roc_curve() -> Canvas:
    c = Canvas(
        "A ROC curve above the diagonal, with one threshold marked",
        xlabel="false positive rate",
        ylabel="true positive rate",
        xticks=(0, 0.2, 0.4, 0.6, 0.8, 1),
        yticks=(0.2, 0.4, 0.6, 0.8, 1),
    )
    c.line([(0, 0), (1, 1)], "three")
    c.line(_roc(1.4))
    c.dots([(tail(0.84), tail(0.84 - 1.4))], "two", radius=6)
    c.text(0.25, 0.66, "one threshold", "two")
    c.text(0.62, 0.55, "chance", "three")
    return c


@figure
def roc_crossing() -> Canvas:
    c = Canvas(
        "Two ROC curves that cross: A is steeper at low false positive rates, B ends higher",
        xlabel="false positive rate",
        ylabel="true positive rate",
        xticks=(0, 0.2, 0.4, 0.6, 0.8, 1),
        yticks=(0.2, 0.4, 0.6, 0.8, 1),
    )
    c.line([(tail(t), tail((t - 1.1) / 2.0)) for t in grid(9, -9)], "one")
    c.line([(tail(t), tail((t - 1.25) / 0.75)) for t in grid(9, -9)], "two")
    c.text(0.03, 0.62, "A", "one")
    c.text(0.36, 0.95, "B", "two")
    return c


@figure
def precision_recall_imbalance() -> Canvas:
    c = Canvas(
        "Precision against recall for the same scores: with 50 % positives high, with 2 % positives far lower",
        xlabel="recall",
        ylabel="precision",
        xticks=(0, 0.25, 0.5, 0.75, 1),
        yticks=(0.25, 0.5, 0.75, 1),
    )
    for share, tone in ((0.5, "one"), (0.02, "two")):
        points = [(r, share * r / (share * r + (1 - share) * f)) for f, r in _roc(1.6) if r > 0.004]
        c.line(points, tone)
    c.text(0.62, 0.93, "50 % positives", "one")
    c.text(0.34, 0.36, "2 % positives", "two")
    return c


@figure
def calibration_overconfident() -> Canvas:
    c = Canvas(
        "A reliability curve flatter than the diagonal: below it at high scores, above it at low ones",
        xlabel="predicted probability",
        ylabel="share of positives",
        xticks=(0, 0.25, 0.5, 0.75, 1),
        yticks=(0.25, 0.5, 0.75, 1),
    )
    c.line([(0, 0), (1, 1)], "three")
    points = [
        (p, sigmoid(0.5 * math.log(p / (1 - p)))) for p in (0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
    ]
    c.line(points)
    c.dots(points)
    c.text(0.46, 0.35, "perfectly calibrated", "three")
    c.text(0.03, 0.42, "the model", "one")
    return c


@figure
def threshold_two_densities() -> Canvas:
    c = Canvas(
        "Scores of negatives and positives as two overlapping bells, with a threshold between them",
        x=(-4, 6),
        y=(0, 0.45),
        xlabel="score",
        ylabel="density",
    )
    c.area([(1.2, 0), *((x, normal(x)) for x in grid(1.2, 4)), (4, 0)], "warm")
    c.area([(-2, 0), *((x, normal(x, 2.2)) for x in grid(-2, 1.2)), (1.2, 0)], "wash")
    c.curve(normal, "two")
    c.curve(lambda x: normal(x, 2.2), "one")
    c.line([(1.2, 0), (1.2, 0.43)], "ink")
    c.text(1.3, 0.42, "threshold")
    c.text(-2.6, 0.3, "negatives", "two")
    c.text(3.2, 0.3, "positives", "one")
    return c


# --- learning theory and training curves ---------------------------------------------------------------------------


@figure
def bias_variance() -> Canvas:
    c = Canvas(
        "Squared bias falls with capacity, variance rises, and their sum has a minimum between",
        x=(0, 10),
        y=(0, 1.2),
        xlabel="capacity of the model",
        ylabel="expected error",
    )
    c.curve(lambda x: 0.9 * math.exp(-0.45 * x), "two")
    c.curve(lambda x: 0.012 * x**1.9, "three")
    c.curve(lambda x: 0.12 + 0.9 * math.exp(-0.45 * x) + 0.012 * x**1.9, "one")
    c.text(0.3, 0.42, "bias²", "two")
    c.text(8.3, 0.55, "variance", "three")
    c.text(4.1, 0.62, "test error", "one")
    return c


@figure
def double_descent() -> Canvas:
    c = Canvas(
        "Test error falls, rises to a peak where the model just fits the data, and falls again",
        x=(0, 10),
        y=(0, 1.2),
        xlabel="parameters",
        ylabel="error",
    )
    c.curve(
        lambda x: 0.35 + 0.55 * math.exp(-0.9 * x) + 0.6 * math.exp(-((x - 4.5) ** 2) / 0.55) - 0.02 * max(0, x - 5),
        "one",
    )
    c.curve(lambda x: max(0.005, 0.75 * (1 - x / 4.5)) if x < 4.5 else 0.005, "two")
    c.line([(4.5, 0), (4.5, 1.15)], "three")
    c.text(4.7, 1.1, "just fits the data", "three")
    c.text(7.2, 0.4, "test", "one")
    c.text(1.9, 0.33, "training", "two")
    return c


def _losses(
    title: str,
    train: Callable[[float], float],
    valid: Callable[[float], float],
    *,
    top: float = 1.2,
    at: tuple[float, float, float, float] = (32, 0.15, 28, 0.8),
) -> Canvas:
    """at: where the words "training" and "validation" stand."""
    c = Canvas(title, x=(0, 50), y=(0, top), xlabel="epoch", ylabel="loss", xticks=(0, 10, 20, 30, 40, 50))
    c.curve(train, "one")
    c.curve(valid, "two")
    c.text(at[0], at[1], "training", "one")
    c.text(at[2], at[3], "validation", "two")
    return c


@figure
def loss_overfitting() -> Canvas:
    return _losses(
        "Training loss falls steadily; validation loss falls until about epoch 16 and rises from then on",
        lambda t: 0.03 + 0.95 * math.exp(-t / 11),
        lambda t: 0.32 + 0.7 * math.exp(-t / 6) + 0.00021 * t**2,
    )


@figure
def loss_underfitting() -> Canvas:
    return _losses(
        "Training and validation loss stay close together and level off high",
        lambda t: 0.7 + 0.35 * math.exp(-t / 5),
        lambda t: 0.74 + 0.33 * math.exp(-t / 5),
        at=(30, 0.6, 30, 0.83),
    )


@figure
def loss_validation_below() -> Canvas:
    return _losses(
        "Validation loss lies below training loss all along, both still falling",
        lambda t: 0.38 + 0.7 * math.exp(-t / 14),
        lambda t: 0.28 + 0.66 * math.exp(-t / 11),
        at=(26, 0.56, 26, 0.2),
    )


@figure
def loss_rate_too_high() -> Canvas:
    noise = random.Random(3)
    values = [1.0 + 0.25 * math.exp(-t / 3) + noise.uniform(-0.16, 0.16) for t in range(51)]
    c = Canvas(
        "Training loss jumps up and down around its starting value and does not fall",
        x=(0, 50),
        y=(0, 1.6),
        xlabel="epoch",
        ylabel="loss",
        xticks=(0, 10, 20, 30, 40, 50),
    )
    c.line(list(enumerate(values)))
    return c


@figure
def loss_rate_too_low() -> Canvas:
    c = Canvas(
        "Training loss falls in a straight, nearly flat line over all fifty epochs",
        x=(0, 50),
        y=(0, 1.2),
        xlabel="epoch",
        ylabel="loss",
        xticks=(0, 10, 20, 30, 40, 50),
    )
    c.curve(lambda t: 1.05 - 0.004 * t)
    return c


@figure
def loss_step_decay() -> Canvas:
    def loss(t: float) -> float:
        floors = (0.55, 0.33, 0.26)
        stage = 0 if t < 20 else 1 if t < 35 else 2
        start, begun, pace = ((1.1, 0, 4), (0.55, 20, 1), (0.33, 35, 1))[stage]
        return floors[stage] + (start - floors[stage]) * math.exp(-(t - begun) / pace)

    c = Canvas(
        "Training loss levels off, drops sharply at epoch 20, levels off, and drops again at epoch 35",
        x=(0, 50),
        y=(0, 1.2),
        xlabel="epoch",
        ylabel="loss",
        xticks=(0, 10, 20, 30, 40, 50),
    )
    c.curve(loss, steps=400)
    return c


@figure
def loss_spike() -> Canvas:
    c = Canvas(
        "Training loss falls smoothly, jumps up at step 30 thousand, and comes back within a few thousand steps",
        x=(0, 50),
        y=(0, 5),
        xlabel="thousand steps",
        ylabel="loss",
        xticks=(0, 10, 20, 30, 40, 50),
        yticks=(1, 2, 3, 4),
    )
    c.curve(lambda t: 2 + 2.6 * math.exp(-t / 8) + (1.9 * math.exp(-(t - 30) / 1.6) if t >= 30 else 0), steps=500)
    return c


@figure
def learning_curve_variance() -> Canvas:
    c = Canvas(
        "Against the number of examples: training error low, validation error high and still falling, a wide gap",
        x=(0, 10),
        y=(0, 0.6),
        xlabel="training examples (thousands)",
        ylabel="error",
        xticks=(2, 4, 6, 8, 10),
    )
    c.curve(lambda n: 0.06 * (1 - math.exp(-n / 3)), "one")
    c.curve(lambda n: 0.16 + 0.4 * math.exp(-n / 4), "two")
    c.text(6, 0.08, "training", "one")
    c.text(5.4, 0.32, "validation", "two")
    return c


@figure
def learning_curve_bias() -> Canvas:
    c = Canvas(
        "Against the number of examples: training and validation error meet early, both high",
        x=(0, 10),
        y=(0, 0.6),
        xlabel="training examples (thousands)",
        ylabel="error",
        xticks=(2, 4, 6, 8, 10),
    )
    c.curve(lambda n: 0.33 * (1 - math.exp(-n / 0.7)), "one")
    c.curve(lambda n: 0.36 + 0.2 * math.exp(-n / 0.9), "two")
    c.text(6, 0.27, "training", "one")
    c.text(6, 0.41, "validation", "two")
    return c


@figure
def learning_rate_finder() -> Canvas:
    c = Canvas(
        "Loss against the learning rate on a logarithmic axis: flat, falling between 1e-4 and 1e-2, exploding above 1e-1",
        x=(-6, 0),
        y=(0, 3),
        xlabel="learning rate, as a power of ten",
        ylabel="loss",
        xticks=(-6, -5, -4, -3, -2, -1, 0),
    )
    c.curve(lambda p: 2.3 - 1.5 * sigmoid(2.6 * (p + 3)) + (math.exp(5 * (p + 0.9)) if p > -2 else 0))
    return c


@figure
def warmup_cosine() -> Canvas:
    c = Canvas(
        "A learning rate that rises in a straight line over the first tenth and then falls along half a cosine",
        x=(0, 100),
        y=(0, 1.1),
        xlabel="share of training, %",
        ylabel="learning rate, of its peak",
        xticks=(0, 10, 25, 50, 75, 100),
        yticks=(0.5, 1),
    )
    c.curve(lambda t: t / 10 if t < 10 else 0.5 * (1 + math.cos(math.pi * (t - 10) / 90)), steps=300)
    return c


# --- functions -----------------------------------------------------------------------------------------------------


@figure
def sigmoid_and_slope() -> Canvas:
    c = Canvas(
        "The sigmoid, and its slope, which is a quarter at 0 and vanishes on both sides",
        x=(-6, 6),
        y=(0, 1.05),
        xlabel="x",
        xticks=(-6, -3, 0, 3, 6),
        yticks=(0.25, 0.5, 1),
    )
    c.curve(sigmoid, "one")
    c.curve(lambda x: sigmoid(x) * (1 - sigmoid(x)), "two")
    c.text(2.4, 0.8, "σ(x)", "one")
    c.text(1.7, 0.2, "σ′(x)", "two")
    return c


@figure
def activations() -> Canvas:
    c = Canvas(
        "ReLU, GELU and leaky ReLU: alike for large inputs, different below zero",
        x=(-3, 3),
        y=(-0.6, 3),
        xlabel="x",
        xticks=(-3, -2, -1, 0, 1, 2, 3),
        yticks=(0, 1, 2, 3),
    )
    c.curve(lambda x: max(0, x), "one")
    c.curve(lambda x: x * (1 - tail(x)), "two")
    c.curve(lambda x: x if x > 0 else 0.15 * x, "three")
    c.text(-2.2, 0.22, "ReLU", "one")
    c.text(0.6, 0.25, "GELU", "two")
    c.text(-1.5, -0.45, "leaky ReLU", "three")
    return c


@figure
def classification_losses() -> Canvas:
    c = Canvas(
        "Zero-one, hinge and logistic loss against the margin",
        x=(-2, 3),
        y=(0, 3.2),
        xlabel="margin y·f(x)",
        ylabel="loss",
        xticks=(-2, -1, 0, 1, 2, 3),
        yticks=(1, 2, 3),
    )
    c.line([(-2, 1), (0, 1), (0, 0), (3, 0)], "three")
    c.curve(lambda m: max(0, 1 - m), "one")
    c.curve(lambda m: math.log(1 + math.exp(-m)) / math.log(2), "two")
    c.text(-1.9, 1.1, "zero-one", "three")
    c.text(-1.4, 2.65, "hinge", "one")
    c.text(0.9, 0.62, "logistic", "two")
    return c


@figure
def regression_losses() -> Canvas:
    c = Canvas(
        "Squared, absolute and Huber loss against the residual",
        x=(-3, 3),
        y=(0, 4.2),
        xlabel="residual",
        ylabel="loss",
        xticks=(-3, -2, -1, 0, 1, 2, 3),
        yticks=(1, 2, 3, 4),
    )
    c.curve(lambda r: r * r / 2, "two")
    c.curve(abs, "three")
    c.curve(lambda r: r * r / 2 if abs(r) < 1 else abs(r) - 0.5, "one")
    c.text(2.0, 3.6, "squared / 2", "two", "end")
    c.text(-2.9, 3.25, "absolute", "three")
    c.text(1.9, 1.1, "Huber", "one")
    return c


@figure
def binary_entropy() -> Canvas:
    def entropy(p: float) -> float:
        return 0.0 if p <= 0 or p >= 1 else -p * math.log2(p) - (1 - p) * math.log2(1 - p)

    c = Canvas(
        "The entropy of a coin in bits against its chance of heads: 0 at both ends, 1 in the middle",
        xlabel="chance of heads",
        ylabel="entropy, bits",
        y=(0, 1.1),
        xticks=(0, 0.25, 0.5, 0.75, 1),
        yticks=(0.5, 1),
    )
    c.curve(entropy)
    return c


@figure
def jensen_chord() -> Canvas:
    c = Canvas(
        "A convex curve with a chord above it between two points; the mean of the values lies above the value of the mean",
        x=(-1, 4),
        y=(0, 9),
        xlabel="x",
        ylabel="f(x)",
    )
    c.curve(lambda x: 0.6 * x * x + 0.5)
    points = [(-0.5, 0.65), (3.5, 7.85)]
    c.line(points, "two")
    c.dots(points, "two", radius=5)
    c.dots([(1.5, 4.25)], "two", radius=5)
    c.dots([(1.5, 1.85)], "one", radius=5)
    c.text(1.35, 4.6, "mean of the values", "two", "end")
    c.text(1.65, 1.5, "value of the mean", "one")
    return c


@figure
def soft_threshold() -> Canvas:
    c = Canvas(
        "Ridge shrinks every coefficient by the same factor; the lasso shifts by one and sets small ones to zero",
        x=(-4, 4),
        y=(-4, 4),
        xlabel="least-squares coefficient",
        ylabel="penalised coefficient",
        xticks=(-4, -2, 0, 2, 4),
        yticks=(-4, -2, 0, 2, 4),
    )
    c.line([(-4, -4), (4, 4)], "three")
    c.curve(lambda b: math.copysign(max(abs(b) - 1, 0), b), "one")
    c.curve(lambda b: b / 2, "two")
    c.text(2.1, 0.75, "lasso", "one")
    c.text(-3.9, -1.4, "ridge", "two")
    c.text(1.2, 2.9, "unpenalised", "three", "end")
    return c


@figure
def penalty_balls() -> Canvas:
    c = Canvas(
        "Contours of a squared loss touch the diamond of the absolute values at a corner and the circle of the squares elsewhere",
        x=(-2.2, 4.2),
        y=(-1.6, 2.6),
        plain=True,
    )
    c.line([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)], "one")
    c.line([(math.cos(a), math.sin(a)) for a in grid(0, 2 * math.pi)], "two")
    for size in (0.45, 0.9, 1.28):
        c.line(
            [
                (
                    2.0 + 1.25 * size * math.cos(a) - 0.6 * size * math.sin(a),
                    1.5 + 0.2 * size * math.cos(a) + 0.75 * size * math.sin(a),
                )
                for a in grid(0, 2 * math.pi)
            ],
            "three",
        )
    c.line([(-2.1, 0), (4.1, 0)], "ink")
    c.line([(0, -1.5), (0, 2.5)], "ink")
    c.dots([(2.0, 1.5)], "three", radius=4)
    c.text(2.1, 1.55, "minimum of the loss", "three")
    c.text(-1.95, 0.55, "|w₁| + |w₂| = 1", "one")
    c.text(-2.1, -1.2, "w₁² + w₂² = 1", "two")
    return c


# --- optimisation --------------------------------------------------------------------------------------------------


def _contours(c: Canvas, ratio: float) -> None:
    for level in (0.4, 0.9, 1.6, 2.5, 3.6):
        r = math.sqrt(level)
        c.line([(r * math.sqrt(ratio) * math.cos(a), r * math.sin(a)) for a in grid(0, 2 * math.pi)], "three")


def _descent(rate: float, momentum: float, ratio: float, steps: int = 30) -> list[tuple[float, float]]:
    x, y, u, v = -4.2, 1.5, 0.0, 0.0
    path = [(x, y)]
    for _ in range(steps):
        u, v = momentum * u - rate * x / ratio, momentum * v - rate * y
        x, y = x + u, y + v
        path.append((x, y))
    return path


@figure
def zigzag() -> Canvas:
    c = Canvas(
        "Gradient descent in a long valley: the path swings across the valley and creeps along it",
        x=(-5, 5),
        y=(-2.4, 2.4),
        plain=True,
    )
    _contours(c, 6)
    path = _descent(1.75, 0, 9, 24)
    c.line(path, "one")
    c.dots(path, "one", radius=2.5)
    return c


@figure
def momentum_path() -> Canvas:
    c = Canvas(
        "The same valley with momentum: the swings across it cancel and the steps along it add up",
        x=(-5, 5),
        y=(-2.4, 2.4),
        plain=True,
    )
    _contours(c, 6)
    path = _descent(0.35, 0.75, 9, 24)
    c.line(path, "one")
    c.dots(path, "one", radius=2.5)
    return c


@figure
def step_sizes() -> Canvas:
    c = Canvas(
        "The distance from the minimum of a parabola over ten steps, for three step sizes: slow, alternating, growing",
        x=(0, 10),
        y=(-3, 3),
        xlabel="step",
        ylabel="distance from the minimum",
        xticks=(0, 2, 4, 6, 8, 10),
        yticks=(-2, 0, 2),
    )
    for factor, tone in ((0.75, "one"), (-0.7, "two"), (-1.12, "three")):
        points = [(t, factor**t) for t in range(11)]
        c.line([p for p in points if abs(p[1]) <= 3], tone)
        c.dots([p for p in points if abs(p[1]) <= 3], tone)
    c.text(3.2, 0.65, "A", "one")
    c.text(3.1, -0.75, "B", "two")
    c.text(8.2, 2.6, "C", "three")
    return c


@figure
def saddle() -> Canvas:
    c = Canvas(
        "Contours of a saddle: the surface rises to the left and right and falls up and down, arrows show minus the gradient",
        x=(-3, 3),
        y=(-2, 2),
        plain=True,
    )
    for level in (0.3, 1, 2.2, 4):
        r = math.sqrt(level)
        for sign in (1, -1):
            c.line(
                [
                    (sign * r * math.cosh(t), r * math.sinh(t))
                    for t in grid(-1.6, 1.6)
                    if r * math.cosh(t) < 3 and abs(r * math.sinh(t)) < 2
                ],
                "three",
            )
            c.line(
                [
                    (r * math.sinh(t), sign * r * math.cosh(t))
                    for t in grid(-1.6, 1.6)
                    if abs(r * math.sinh(t)) < 3 and r * math.cosh(t) < 2
                ],
                "two",
            )
    for x, y in ((1.6, 0.5), (-1.6, 0.5), (1.6, -0.5), (-1.6, -0.5)):
        c.arrow((x, y), (x * 0.65, y * 1.35), "one")
    c.dots([(0, 0)], "ink", radius=4)
    return c


# --- probability and statistics ------------------------------------------------------------------------------------


@figure
def power() -> Canvas:
    c = Canvas(
        "Two bells, without and with an effect, and a critical value: the right tail of the first is α, the left part of the second is β",
        x=(-4, 7),
        y=(0, 0.45),
        xlabel="test statistic",
        ylabel="density",
        xticks=(-4, -2, 0, 2, 4, 6),
    )
    c.area([(1.64, 0), *((x, normal(x)) for x in grid(1.64, 4)), (4, 0)], "warm")
    c.area([(-1, 0), *((x, normal(x, 2.8)) for x in grid(-1, 1.64)), (1.64, 0)], "wash")
    c.curve(normal, "two")
    c.curve(lambda x: normal(x, 2.8), "one")
    c.line([(1.64, 0), (1.64, 0.43)], "ink")
    c.text(2.05, 0.02, "α", "two")
    c.text(0.95, 0.02, "β", "one")
    c.text(-2.8, 0.3, "no effect", "two")
    c.text(3.9, 0.3, "effect", "one")
    return c


@figure
def intervals() -> Canvas:
    draw = random.Random(11)
    c = Canvas(
        "Twenty-five intervals from repeated samples; most cross the line of the true mean, a few miss it",
        x=(-1.1, 1.1),
        y=(0, 26),
        xlabel="value",
        xticks=(-1, -0.5, 0, 0.5, 1),
    )
    c.line([(0, 0), (0, 26)], "ink")
    for row in range(25):
        middle = draw.gauss(0, 0.25)
        misses = abs(middle) > 1.96 * 0.25
        c.line([(middle - 0.49, row + 0.8), (middle + 0.49, row + 0.8)], "two" if misses else "one")
    return c


@figure
def simpson() -> Canvas:
    draw = random.Random(5)
    c = Canvas(
        "Three groups of points: within each the line falls, over all points it rises",
        x=(0, 10),
        y=(0, 10),
        xlabel="x",
        ylabel="y",
    )
    for number, tone in enumerate(("one", "two", "three")):
        middle = 2.2 + 2.6 * number
        xs = [draw.uniform(middle - 1.3, middle + 1.3) for _ in range(14)]
        c.dots([(x, middle - 0.8 * (x - middle) + draw.gauss(0, 0.45)) for x in xs], tone)
        c.line([(middle - 1.3, middle + 1.04), (middle + 1.3, middle - 1.04)], tone)
    c.line([(0.6, 1.2), (9.4, 8.4)], "ink")
    return c


@figure
def central_limit() -> Canvas:
    c = Canvas(
        "Densities of the standardised sum of 1, 3 and 12 exponential variables: skewed at first, then close to a bell",
        x=(-3, 4),
        y=(0, 1),
        xlabel="standardised sum",
        ylabel="density",
        xticks=(-3, -2, -1, 0, 1, 2, 3, 4),
    )

    def density(n: int) -> Callable[[float], float]:
        def of(z: float) -> float:
            s = n + z * math.sqrt(n)
            return 0.0 if s <= 0 else math.sqrt(n) * math.exp((n - 1) * math.log(s) - s - math.lgamma(n))

        return of

    c.curve(density(1), "three", steps=400)
    c.curve(density(3), "two", steps=400)
    c.curve(density(12), "one", steps=400)
    c.text(-0.85, 0.93, "1", "three")
    c.text(-1.6, 0.42, "3", "two")
    c.text(0.55, 0.39, "12", "one")
    return c


@figure
def beta_update() -> Canvas:
    def beta(a: float, b: float) -> Callable[[float], float]:
        weight = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))
        return lambda p: weight * p ** (a - 1) * (1 - p) ** (b - 1) if 0 < p < 1 else 0.0

    c = Canvas(
        "A flat-topped prior, and the narrower posterior after 7 successes in 10 trials",
        y=(0, 3.6),
        xlabel="chance of success",
        ylabel="density",
        xticks=(0, 0.25, 0.5, 0.75, 1),
    )
    c.curve(beta(2, 2), "two")
    c.curve(beta(9, 5), "one")
    c.text(0.12, 1.25, "prior", "two")
    c.text(0.75, 2.6, "posterior", "one")
    return c


@figure
def kl_directions() -> Canvas:
    c = Canvas(
        "A density with two peaks and two bells fitted to it: one wide bell over both peaks, one narrow bell on a single peak",
        x=(-5, 5),
        y=(0, 0.55),
        xlabel="x",
        ylabel="density",
    )
    c.curve(lambda x: 0.5 * normal(x, -2, 0.8) + 0.5 * normal(x, 2, 0.8), "three")
    c.curve(lambda x: normal(x, 0, 2.15), "two")
    c.curve(lambda x: normal(x, 2, 0.8), "one")
    c.text(-4.4, 0.23, "p", "three")
    c.text(-0.2, 0.21, "A", "two")
    c.text(2.9, 0.4, "B", "one")
    return c


@figure
def correlation_zero() -> Canvas:
    draw = random.Random(2)
    c = Canvas(
        "Points along a parabola: y depends on x, yet their correlation is about zero",
        x=(-2.2, 2.2),
        y=(-0.5, 4.5),
        xlabel="x",
        ylabel="y",
    )
    c.dots([(x := draw.uniform(-2, 2), x * x + draw.gauss(0, 0.15)) for _ in range(90)])
    return c


# --- classical models ----------------------------------------------------------------------------------------------


@figure
def svm_margin() -> Canvas:
    c = Canvas(
        "Two classes, the separating line, its two margins, and three points that lie on the margins",
        x=(0, 10),
        y=(0, 7),
        plain=True,
    )
    one = [(1, 5.2), (2, 6.2), (2.5, 4.6), (1.2, 3.4), (3.6, 6.1)]
    two = [(6.2, 1.6), (7.5, 3.2), (8.6, 1.4), (8.8, 4.4), (6.9, 0.6)]
    for shift, tone in ((0, "ink"), (1.1, "three"), (-1.1, "three")):
        c.line([(1.2 + shift, 0.2 - shift * 0.35), (8.6 + shift, 6.8 - shift * 0.35)], tone)
    c.dots(one, "one", radius=5)
    c.dots(two, "two", radius=5, hollow=True)
    c.dots([(4.0, 4.0)], "one", radius=5)
    c.dots([(5.2, 2.45), (7.4, 4.42)], "two", radius=5, hollow=True)
    return c


@figure
def tree_regions() -> Canvas:
    c = Canvas(
        "A square cut by a tree: first at x = 4, then its right part at y = 5, and the upper right part at x = 7",
        x=(0, 10),
        y=(0, 10),
        xlabel="x",
        ylabel="y",
        xticks=(0, 4, 7, 10),
        yticks=(5, 10),
    )
    c.line([(4, 0), (4, 10)], "one")
    c.line([(4, 5), (10, 5)], "two")
    c.line([(7, 5), (7, 10)], "three")
    for x, y, name in ((2, 5, "A"), (7, 2.4, "B"), (5.5, 7.4, "C"), (8.5, 7.4, "D")):
        c.text(x, y, name, "ink", "middle")
    return c


@figure
def elbow() -> Canvas:
    c = Canvas(
        "Within-cluster sum of squares against k: falls steeply up to k = 3 and slowly from then on",
        x=(1, 8),
        y=(0, 110),
        xlabel="number of clusters k",
        ylabel="sum of squares",
        xticks=(1, 2, 3, 4, 5, 6, 7, 8),
    )
    points = [(1, 100), (2, 56), (3, 21), (4, 17.5), (5, 15), (6, 13.2), (7, 11.8), (8, 10.8)]
    c.line(points)
    c.dots(points)
    return c


@figure
def moons() -> Canvas:
    draw = random.Random(4)
    c = Canvas(
        "Two interlocking half moons of points: one arches up, the other down", x=(-1.5, 2.5), y=(-1, 1.5), plain=True
    )
    for _ in range(55):
        a = draw.uniform(0, math.pi)
        c.dots([(math.cos(a) + draw.gauss(0, 0.07), math.sin(a) + draw.gauss(0, 0.07))], "one")
        c.dots([(1 - math.cos(a) + draw.gauss(0, 0.07), 0.45 - math.sin(a) + draw.gauss(0, 0.07))], "two", hollow=True)
    return c


@figure
def pca_axes() -> Canvas:
    draw = random.Random(8)
    c = Canvas(
        "A slanted cloud of points with its long axis u1 and, at a right angle, its short axis u2",
        x=(-4, 4),
        y=(-2.6, 2.6),
        plain=True,
    )
    for _ in range(120):
        along, across = draw.gauss(0, 1.5), draw.gauss(0, 0.4)
        c.dots([(0.87 * along - 0.5 * across, 0.5 * along + 0.87 * across)], "three", radius=2.5)
    c.arrow((0, 0), (2.6, 1.5), "one")
    c.arrow((0, 0), (-0.5, 0.87), "two")
    c.text(2.7, 1.6, "u₁", "one")
    c.text(-0.95, 1.0, "u₂", "two")
    return c


@figure
def scree() -> Canvas:
    c = Canvas(
        "Cumulative share of variance by number of components: 46, 71, 84, 91, 95, 97, 98, 99 per cent",
        x=(0.5, 8.5),
        y=(0, 100),
        xlabel="components",
        ylabel="variance explained, %",
        xticks=tuple(range(1, 9)),
        yticks=(50, 90, 100),
    )
    shares = (46, 71, 84, 91, 95, 97, 98, 99)
    c.line([(k + 1, share) for k, share in enumerate(shares)])
    c.dots([(k + 1, share) for k, share in enumerate(shares)])
    return c


@figure
def residuals_funnel() -> Canvas:
    draw = random.Random(9)
    c = Canvas(
        "Residuals against fitted values: centred on zero, with a spread that grows to the right like a funnel",
        x=(0, 10),
        y=(-6, 6),
        xlabel="fitted value",
        ylabel="residual",
        xticks=(0, 5, 10),
        yticks=(-5, 0, 5),
    )
    c.dots([(x := draw.uniform(0.3, 9.8), draw.gauss(0, 0.2 + 0.22 * x)) for _ in range(110)])
    return c


@figure
def rbf_widths() -> Canvas:
    c = Canvas(
        "The same points fitted with a narrow, a fitting and a wide kernel: a jagged, a smooth and a nearly straight curve",
        x=(0, 10),
        y=(-1.8, 1.8),
        xlabel="x",
        ylabel="y",
    )
    draw = random.Random(7)
    points = [(0.4 + 0.7 * k, math.sin(0.4 + 0.7 * k) + draw.gauss(0, 0.25)) for k in range(14)]

    def smooth(width: float) -> Callable[[float], float]:
        def of(x: float) -> float:
            weights = [math.exp(-(((x - a) / width) ** 2) / 2) for a, _ in points]
            return sum(w * b for w, (_, b) in zip(weights, points, strict=True)) / max(sum(weights), 1e-12)

        return of

    for width, tone, name, place in (
        (0.12, "three", "A", (1.9, 1.55)),
        (0.6, "one", "B", (4.4, -1.25)),
        (4.0, "two", "C", (8.9, -0.25)),
    ):
        c.curve(smooth(width), tone, steps=400)
        c.text(*place, name, tone)
    c.dots(points, "ink")
    return c


# --- deep learning -------------------------------------------------------------------------------------------------


def _mask(title: str, allowed: Callable[[int, int], bool], size: int = 8) -> Canvas:
    """Rows are queries from the top, columns are keys; a filled cell may be looked at."""
    c = Canvas(title, x=(-2.4, size + 4.4), y=(-0.8, size + 0.6), plain=True, height=300)
    for row in range(size):
        for column in range(size):
            c.box(column, size - 1 - row, 1, 1, "one" if allowed(row, column) else "none")
    c.text(size / 2, -0.65, "keys", "soft", "middle")
    c.text(-0.2, size / 2, "queries", "soft", "end")
    return c


@figure
def mask_causal() -> Canvas:
    return _mask("An 8 by 8 attention mask, filled on and below the diagonal", lambda q, k: k <= q)


@figure
def mask_sliding_window() -> Canvas:
    return _mask(
        "An 8 by 8 attention mask, filled on the diagonal and two places below it", lambda q, k: q - 2 <= k <= q
    )


@figure
def mask_prefix() -> Canvas:
    return _mask(
        "An 8 by 8 attention mask: the first three columns are full, the rest is filled on and below the diagonal",
        lambda q, k: k <= q or k < 3,
    )


@figure
def mask_documents() -> Canvas:
    return _mask(
        "An 8 by 8 attention mask with two filled triangles, of places 1 to 5 and of places 6 to 8, and nothing between them",
        lambda q, k: k <= q and (q < 5) == (k < 5),
    )


@figure
def receptive_field() -> Canvas:
    c = Canvas(
        "Three layers of width-3 convolutions: one unit at the top sees three below it, five below those, and seven inputs",
        x=(-0.5, 8.5),
        y=(-0.6, 3.7),
        plain=True,
    )
    for layer in range(4):
        reach = 3 - layer
        for place in range(9):
            seen = abs(place - 4) <= reach
            if layer and abs(place - 4) <= 3 - layer:
                for below in (place - 1, place, place + 1):
                    c.line([(place, layer), (below, layer - 1)], "three")
            c.dots([(place, layer)], "one" if seen else "three", radius=8, hollow=not seen)
    return c


@figure
def dilation() -> Canvas:
    c = Canvas(
        "Width-3 convolutions with dilations 1, 2 and 4: one unit at the top sees fifteen inputs",
        x=(-0.5, 16.5),
        y=(-0.6, 3.7),
        plain=True,
    )
    needed = {8}
    rows = {3: needed}
    for layer, gap in ((2, 4), (1, 2), (0, 1)):
        rows[layer] = {place + gap * shift for place in rows[layer + 1] for shift in (-1, 0, 1)}
        for place in rows[layer + 1]:
            for shift in (-1, 0, 1):
                c.line([(place, layer + 1), (place + gap * shift, layer)], "three")
    for layer in range(4):
        for place in range(1, 16):
            seen = place in rows[layer]
            c.dots([(place, layer)], "one" if seen else "three", radius=6, hollow=not seen)
    return c


def _norm(title: str, filled: Callable[[int, int], bool]) -> Canvas:
    c = Canvas(title, x=(-1.6, 8.6), y=(-0.9, 5.4), plain=True)
    for row in range(5):
        for column in range(7):
            c.box(column, row, 1, 1, "one" if filled(row, column) else "none")
    c.text(3.5, -0.7, "features", "soft", "middle")
    c.text(-0.2, 2.4, "batch", "soft", "end")
    return c


@figure
def norm_over_batch() -> Canvas:
    return _norm("A table of five examples and seven features with one column filled", lambda row, column: column == 2)


@figure
def norm_over_features() -> Canvas:
    return _norm("A table of five examples and seven features with one row filled", lambda row, column: row == 3)


@figure
def gradient_by_depth() -> Canvas:
    c = Canvas(
        "Size of the gradient by layer on a logarithmic axis: with sigmoids it falls steeply towards the input, with residual blocks it stays level",
        x=(1, 20),
        y=(-9, 1),
        xlabel="layer, counted from the input",
        ylabel="gradient, as a power of ten",
        xticks=(1, 5, 10, 15, 20),
        yticks=(-8, -6, -4, -2, 0),
    )
    c.curve(lambda k: -0.42 * (20 - k), "two")
    c.curve(lambda k: -0.02 * (20 - k) - 0.3, "one")
    c.text(8.5, -6.4, "plain, sigmoids", "two")
    c.text(5, 0.3, "residual", "one")
    return c


@figure
def softmax_temperature() -> Canvas:
    c = Canvas(
        "Softmax of the same five scores at temperatures 0.5, 1 and 3: peaked, medium, nearly level",
        x=(0, 16.5),
        y=(0, 0.9),
        ylabel="probability",
        xlabel="five tokens at T = 0.5, T = 1 and T = 3",
        yticks=(0.25, 0.5, 0.75),
    )
    scores = (2.0, 1.2, 0.6, 0.1, -0.8)
    for group, (temperature, tone) in enumerate(((0.5, "one"), (1, "two"), (3, "three"))):
        weights = [math.exp(score / temperature) for score in scores]
        for place, weight in enumerate(weights):
            c.box(0.4 + 5.6 * group + place * 0.95, 0, 0.85, weight / sum(weights), tone)
        c.text(0.4 + 5.6 * group, 0.82, f"T = {temperature:g}", tone)
    return c


@figure
def scaling_law() -> Canvas:
    c = Canvas(
        "Loss against compute, both logarithmic: curves of three model sizes level off one after the other under a straight line",
        x=(18, 24),
        y=(0.3, 0.75),
        xlabel="compute in FLOP, as a power of ten",
        ylabel="log of the loss",
        xticks=(18, 19, 20, 21, 22, 23, 24),
    )
    c.line([(18, 0.66), (24, 0.36)], "ink")
    for floor, start, tone in ((0.56, 18.2, "one"), (0.47, 19.9, "two"), (0.4, 21.3, "three")):
        c.line(
            [(x, floor + 0.09 * math.exp(-1.3 * (x - start - 0.55))) for x in grid(start, min(24, start + 3.4))], tone
        )
    c.text(20.6, 0.585, "small", "one")
    c.text(22.3, 0.495, "medium", "two")
    c.text(22.8, 0.375, "large", "three")
    return c


@figure
def noise_schedules() -> Canvas:
    c = Canvas(
        "Share of the signal's variance left against time: a linear schedule destroys it early, a cosine schedule evenly",
        xlabel="time",
        ylabel="ᾱ",
        y=(0, 1.05),
        xticks=(0, 0.25, 0.5, 0.75, 1),
        yticks=(0.5, 1),
    )
    c.curve(lambda t: math.exp(-(0.1 * t + 9.95 * t * t)), "two")
    c.curve(lambda t: math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2, "one")
    c.text(0.16, 0.45, "linear", "two", "end")
    c.text(0.58, 0.55, "cosine", "one")
    return c


@figure
def head_sharing() -> Canvas:
    c = Canvas(
        "Eight query heads over their key and value heads: eight of them, two of them, and one",
        x=(0, 30),
        y=(-0.6, 5),
        plain=True,
    )
    for group, (name, shared) in enumerate((("A", 8), ("B", 2), ("C", 1))):
        left = 0.8 + 10 * group
        for query in range(8):
            c.dots([(left + query, 3)], "one", radius=5)
            key = left + (query // (8 // shared)) * (8 / shared) + (8 / shared - 1) / 2
            c.line([(left + query, 2.75), (key, 1.3)], "three")
        for number in range(shared):
            place = left + number * (8 / shared) + (8 / shared - 1) / 2
            c.dots([(place, 1)], "two", radius=5, hollow=True)
        c.text(left + 3.5, 4.2, name, "ink", "middle")
        c.text(left + 3.5, 0.1, f"{shared} KV head{'s' if shared > 1 else ''}", "soft", "middle")
    return c


@figure
def pipeline_bubble() -> Canvas:
    c = Canvas(
        "Four pipeline stages and four micro-batches: each stage starts one slot after the one above; the corners stay empty",
        x=(-2.4, 7.4),
        y=(-0.8, 4.4),
        plain=True,
    )
    for stage in range(4):
        c.text(-0.2, 3.4 - stage, f"stage {stage + 1}", "soft", "end")
        for slot in range(7):
            batch = slot - stage
            runs = 0 <= batch < 4
            c.box(slot, 3 - stage, 1, 1, "wash" if runs else "none")
            if runs:
                c.text(slot + 0.5, 3.35 - stage, str(batch + 1), "ink", "middle")
    c.text(3.5, -0.6, "time", "soft", "middle")
    return c


@figure
def iou_boxes() -> Canvas:
    c = Canvas(
        "Two overlapping boxes on a grid: one of 6 by 4, one of 5 by 4, with an overlap of 3 by 3",
        x=(0, 10),
        y=(0, 7),
        plain=True,
    )
    c.box(3, 2, 3, 3, "warm")
    c.line([(0, 1), (6, 1), (6, 5), (0, 5), (0, 1)], "one")
    c.line([(3, 2), (8, 2), (8, 6), (3, 6), (3, 2)], "two")
    c.text(0.2, 1.2, "6 × 4", "one")
    c.text(7.9, 5.5, "5 × 4", "two", "end")
    c.text(4.5, 3.3, "3 × 3", "ink", "middle")
    return c


def main() -> None:
    for name, make in FIGURES.items():
        (HERE / f"{name}.svg").write_text(make().svg(), encoding="utf-8")
    print(f"{len(FIGURES)} figures")


if __name__ == "__main__":
    main()
