"""The tables, top to bottom in story order: rows, constraints and queries that have a name; rules live elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from knox.models import AbstractAuthToken, AuthTokenManager

from quizzes.answers import Choice
from quizzes.banks.isolation import StoredKey
from quizzes.memory import scheduling
from quizzes.memory.days import Calendar
from quizzes.memory.ratings import Rating
from quizzes.memory.scheduling import Event, Memory, Schedule, Stage

AREAS = {
    "math": "Mathematics",
    "ml": "Machine learning",
    "dl": "Deep learning",
    "lesson": "Lesson",
    "project": "Project",
}
LEVELS = {"entry": "Entry", "intermediate": "Intermediate", "advanced": "Advanced", "expert": "Expert"}
# How far a question has come; only published ones are asked.
STATES = {"draft": "Draft", "review": "In review", "published": "Published", "retired": "Retired"}
TIMERS = {"hard": "Hard", "soft": "Soft", "none": "None"}
# What a token is good for; each holds those before it.
SCOPES = {
    "read": "Read",
    "review": "Read, answer, grade, put cards aside",
    "all": "Everything: banks, settings and tokens too",
}


class DayField(models.IntegerField):
    """A learning day: a `date` in Python, a count of days in the table, so that SQL can subtract two of them."""

    def from_db_value(self, value: int | None, expression: object, connection: object) -> date | None:
        return None if value is None else date.fromordinal(value)

    def to_python(self, value: Any) -> date | None:
        return date.fromordinal(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> int | None:
        return value.toordinal() if isinstance(value, date) else value


class AppendOnly(models.Model):
    """A row that is written once: what happened is never changed, only answered by a further row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} {self.pk} is part of the log, which is only added to")
        super().save(*args, **kwargs)


# --- banks -----------------------------------------------------------------------------------------------------------


class Bank(models.Model):
    """A deck of questions, as last read from its file."""

    slug = models.CharField(max_length=100, unique=True)  # the bank's id, such as "math.linear-algebra"
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=20, choices=AREAS)
    license = models.CharField(max_length=100, blank=True)
    version = models.CharField(max_length=20, blank=True)
    description_html = models.TextField(blank=True)
    head = models.TextField(blank=True)  # exact text of the file above its first question, a byte order mark included
    file = models.CharField(max_length=500)  # path below the content folder
    digest = models.CharField(max_length=64)  # of the file and of the reader that read it
    held = models.CharField(max_length=64, blank=True)  # sha256 of the file's bytes when it was last loaded or written
    place = models.PositiveIntegerField(default=0)  # in the order of the syllabus

    class Meta:
        ordering = ["place", "slug"]

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """A topic that an author has added on the page; those of the syllabus are in its file."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    area = models.CharField(max_length=20, choices=AREAS)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> QuestionQuerySet:
        """Those that may be asked."""
        return self.filter(state="published")


class Question(models.Model):
    """One question; `source` is its block, and every other column is read from that.

    Before it is first published the source is empty and the text is in its working copy.
    """

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    slug = models.CharField(max_length=100, unique=True)
    was = models.JSONField(default=list)  # earlier slugs
    rev = models.PositiveIntegerField(default=1)  # a new one starts the learner's history over
    digest = models.CharField(max_length=64)
    source = models.TextField(blank=True)
    base = models.TextField(null=True)  # the block as the file held it at the last load; None if none holds it
    home = models.CharField(max_length=100, blank=True)  # id of the bank whose file that was
    # The file's block where file and table have both changed, "" where it has left the file, until one side is taken.
    theirs = models.TextField(null=True)
    line = models.PositiveIntegerField(default=0)  # of the file, 1-based; 0 for a question that no file holds
    place = models.PositiveIntegerField(default=0)  # in the order in which new questions are offered
    kind = models.CharField(max_length=20)
    area = models.CharField(max_length=20, choices=AREAS)
    topic = models.CharField(max_length=40)
    topic_title = models.CharField(max_length=100)
    level = models.CharField(max_length=20, choices=LEVELS)
    tags = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    author = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="published", db_index=True)
    seconds = models.PositiveIntegerField(default=0)  # that a prepared learner needs
    key_fields = models.JSONField(default=dict)  # what the answer key is built from
    parts = models.JSONField(default=list)  # names of the cards that it makes
    # Prompt, hints, why ... as safe HTML, by name; and what checking.when_loaded adds.
    html = models.JSONField(default=dict)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["place", "slug"]
        indexes = [models.Index(fields=["area", "place"], name="question_new_order")]
        permissions = [("publish_question", "Can publish questions")]

    def __str__(self) -> str:
        return self.slug

    @cached_property
    def stored_key(self) -> StoredKey:
        return StoredKey.of(self.kind, self.key_fields)


class WorkingCopy(models.Model):
    """The text of a question that is being written or changed, as the page saved it last, problems included."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="copy")
    source = models.TextField()
    state = models.CharField(max_length=10, choices={name: STATES[name] for name in ("draft", "review")})
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="working_copies"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "working copies"

    def __str__(self) -> str:
        return f"{self.question} ({self.get_state_display()})"


class Version(AppendOnly):
    """What the text of a question became, by whom and when. The newest published one is what learners see."""

    ACTS = {
        "loaded": "Loaded from its file",
        "saved": "Saved as a draft",
        "submitted": "Put up for review",
        "published": "Published",
        "retired": "Retired",
        "restored": "Restored",
    }

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    act = models.CharField(max_length=10, choices=ACTS)
    source = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_act_display()}"


# --- learners and their cards ----------------------------------------------------------------------------------------


class Learner(models.Model):
    """What a person has chosen, and how far today's portion is planned."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learner")
    time_zone = models.CharField(max_length=64, blank=True)  # IANA name; blank until known, then read as UTC
    day_start = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(23)])
    new_per_day = models.PositiveSmallIntegerField(default=20, validators=[MaxValueValidator(999)])
    reviews_per_day = models.PositiveSmallIntegerField(
        default=200, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(600)])
    desired_retention = models.FloatField(
        default=scheduling.DEFAULT_RETENTION,
        validators=[
            MinValueValidator(scheduling.LOWEST_RETENTION),
            MaxValueValidator(scheduling.HIGHEST_RETENTION),
        ],
    )
    single_keys = models.BooleanField(default=True)
    planned_on = DayField(null=True, blank=True)  # learning day of the portion that the cards' turns make up
    banks = models.ManyToManyField(Bank, related_name="learners", blank=True)  # those taken up

    def __str__(self) -> str:
        return str(self.user)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(zone=ZoneInfo(self.time_zone or "UTC"), day_start=self.day_start)

    @property
    def schedule(self) -> Schedule:
        return Schedule(desired_retention=self.desired_retention)


class TokenManager(AuthTokenManager):
    def live(self, now: datetime) -> models.QuerySet[Token]:
        """Those that have not ended."""
        return self.filter(expiry__gt=now)


class Token(AbstractAuthToken):
    """What a program signs in with instead of the learner; the token itself is kept only as a hash."""

    name = models.CharField(max_length=60)  # for the learner, to tell one from the other
    scope = models.CharField(max_length=10, choices=SCOPES, default="review")
    expiry = models.DateTimeField()  # the library would allow one for ever

    objects = TokenManager()

    def __str__(self) -> str:
        return self.name

    def covers(self, scope: str) -> bool:
        """Whether what needs this scope may be done with the token."""
        scopes = list(SCOPES)
        return scopes.index(scope) <= scopes.index(self.scope)


class CardQuerySet(models.QuerySet["Card"]):
    def in_use(self) -> CardQuerySet:
        """Not laid down, and of a question that is published."""
        return self.filter(laid_down=False, question__state="published")

    def playable(self, today: date) -> CardQuerySet:
        """In use, and neither suspended nor buried today."""
        return self.in_use().filter(_not_aside(today))

    def with_question(self) -> CardQuerySet:
        """With what of the question is needed to ask it."""
        unneeded = [f"question__{name}" for name in ("source", "base", "theirs", "tags", "needs", "was", "parts")]
        return self.select_related("question").defer(*unneeded)

    def with_open_answer(self) -> CardQuerySet:
        """With `open_answer`, the id of an answer to the present showing that waits for its grade; None without."""
        answers = Answer.objects.filter(card=OuterRef("pk"), card_version=OuterRef("version")).order_by("pk")
        return self.annotate(open_answer=Subquery(answers.values("pk")[:1]))

    def due(self, today: date) -> CardQuerySet:
        """Reviewed before, and to be reviewed on this day or earlier; learning steps wait for their minute besides."""
        return self.playable(today).filter(due_day__lte=today)

    def with_due(self, today: date) -> CardQuerySet:
        """Cards in use, each with `is_due`: whether it is one of those above."""
        return self.annotate(is_due=Case(When(_not_aside(today), due_day__lte=today, then=True), default=False))

    def new(self, today: date) -> CardQuerySet:
        return self.playable(today).filter(stage=Stage.NEW)

    def by_retrievability(self, today: date) -> CardQuerySet:
        """Lowest chance of recall first.

        Recall falls with (days elapsed / stability) and all cards of one learner share the other weights of the
        formula, so the quotient puts them in order without computing any recall.
        """
        elapsed = 1.0 * (today.toordinal() - F("last_day"))
        return self.order_by((elapsed / F("stability")).desc(), "pk")

    def deal(self, learners: Iterable[Learner], bank: Bank) -> int:
        """Make the missing cards of a bank for these learners. Returns how many were made."""
        rows = list(bank.questions.published().values_list("pk", "parts"))
        made = 0
        for learner in learners:
            held = set(self.filter(learner=learner, question__bank=bank).values_list("question_id", "part"))
            cards = [
                Card(learner=learner, question_id=pk, part=part)
                for pk, parts in rows
                for part in parts
                if (pk, part) not in held
            ]
            self.bulk_create(cards, batch_size=1000, ignore_conflicts=True)
            made += len(cards)
        return made

    def lay_down_gone(self, bank: Bank) -> None:
        """Ask no more for the parts that questions of a bank no longer have."""
        rows = self.filter(question__bank=bank, laid_down=False).values_list("pk", "part", "question__parts")
        gone = [pk for pk, part, parts in rows if part not in parts]
        for start in range(0, len(gone), 500):
            self.filter(pk__in=gone[start : start + 500]).update(laid_down=True, turn=None)


def _not_aside(today: date) -> Q:
    return Q(suspended=False) & (Q(buried_until__isnull=True) | Q(buried_until__lte=today))


class Card(models.Model):
    """One part of one question, for one learner, with the memory that its reviews have left."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="cards", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="cards")
    part = models.CharField(max_length=50, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every review and undo; names one showing of the card

    stage = models.PositiveSmallIntegerField(default=Stage.NEW, choices=[(stage.value, stage.name) for stage in Stage])
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    step = models.PositiveSmallIntegerField(null=True)
    last_day = DayField(null=True)
    due_day = DayField(null=True)
    due_at = models.DateTimeField(null=True)
    reviews = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)

    turn = models.IntegerField(null=True)  # place in today's portion; None when not in it
    suspended = models.BooleanField(default=False)
    laid_down = models.BooleanField(default=False)
    buried_until = DayField(null=True)
    recheck = models.BooleanField(default=False)  # the answer has changed: ask again soon, whatever the memory says

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "question", "part"], name="one_card_a_part")]
        indexes = [
            models.Index(fields=["learner", "id"], name="card_page"),  # stands in for the index of the foreign key
            models.Index(fields=["learner", "due_day"], name="card_due"),
            models.Index(fields=["learner", "question"], name="card_new", condition=Q(stage=Stage.NEW)),
            models.Index(fields=["learner", "turn"], name="card_turn", condition=Q(turn__isnull=False)),
            models.Index(fields=["learner", "due_at"], name="card_step", condition=Q(due_at__isnull=False)),
            models.Index(fields=["learner"], name="card_recheck", condition=Q(recheck=True)),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.part}".strip()

    @property
    def memory(self) -> Memory:
        return Memory(
            stage=Stage(self.stage),
            stability=self.stability,
            difficulty=self.difficulty,
            step=self.step,
            last_day=self.last_day,
            due_day=self.due_day,
            due_at=self.due_at,
            reviews=self.reviews,
            lapses=self.lapses,
        )

    @memory.setter
    def memory(self, memory: Memory) -> None:
        for name in MEMORY_COLUMNS:
            setattr(self, name, getattr(memory, name))

    def replayed(self) -> Memory:
        """The memory that the standing reviews of the question's present revision leave."""
        reviews = self.log.standing().filter(answer__question_rev=self.question.rev).with_counted()
        return scheduling.replay(review.event for review in reviews.select_related("scheduler").order_by("pk"))


MEMORY_COLUMNS = tuple(Memory.__dataclass_fields__)


# --- the log ---------------------------------------------------------------------------------------------------------

JUDGED = (
    "score",
    "notes",
    "receipt",
    "suggested",
    "reason",
)  # of an answer, by its key; a regrade has all of them anew


class AnswerQuerySet(models.QuerySet["Answer"]):
    def with_later(self) -> AnswerQuerySet:
        """With what came after: the dispute, and `is_regraded`, which tells `bring_up_to_date` whether to look."""
        regrades = Regrade.objects.filter(answer=OuterRef("pk"))
        return self.select_related("dispute").annotate(is_regraded=Exists(regrades))


class Answer(AppendOnly):
    """What a learner answered to one showing of a card, and what the key said of it."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="answers")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="answers")
    card_version = models.PositiveIntegerField(null=True)  # None in an interview, which shows no card of the day
    key = models.CharField(max_length=64)  # the client's: the same one sent twice counts once
    question_rev = models.PositiveIntegerField()
    question_digest = models.CharField(max_length=64)
    seed = models.BigIntegerField()  # of the variant that was shown
    text = models.TextField(blank=True)
    gave_up = models.BooleanField(default=False)
    score = models.FloatField(null=True)  # 0 to 1; None where the learner is the judge
    notes = models.JSONField(default=list)
    receipt = models.TextField(blank=True)
    hints = models.PositiveSmallIntegerField(default=0)
    confidence = models.PositiveSmallIntegerField(null=True)  # percent, as the learner judged before checking
    seconds = models.FloatField(null=True)  # from showing to answering; None when nobody measured
    suggested = models.PositiveSmallIntegerField(null=True, choices=[(rating.value, rating.label) for rating in Rating])
    reason = models.CharField(max_length=200, blank=True)  # why that rating is suggested
    at = models.DateTimeField()  # UTC, to the millisecond

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.card}: {self.text[:40]}"

    def bring_up_to_date(self) -> Answer:
        """Put the newest regrade in the place of the first verdict, for showing and for grading; it is never saved."""
        newest = self.regrades.last() if getattr(self, "is_regraded", True) else None
        for name in JUDGED if newest else ():
            setattr(self, name, getattr(newest, name))
        return self

    def guessed(self, checklist: Iterable[Choice]) -> set[str]:
        """Values of the key points that we took for made, misconceptions among them: what is ticked beforehand."""
        harmful = {choice.value for choice in checklist if choice.harmful}
        return {
            note["option"]
            for note in self.notes
            if note["option"] and (note["tone"] == "bad" if note["option"] in harmful else note["tone"] == "good")
        }


class Scheduler(AppendOnly):
    """A version of the scheduling library with its parameters; reviews point at the one they were made with."""

    digest = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=50)
    schedule = models.JSONField()

    def __str__(self) -> str:
        return f"{self.version} {self.digest[:8]}"

    def as_schedule(self) -> Schedule:
        # JSON has no tuples.
        return Schedule(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in self.schedule.items()}
        )


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Those that were not taken back."""
        return self.filter(undo__isnull=True)

    def on(self, day: date) -> ReviewQuerySet:
        return self.filter(day=day)

    def with_counted(self) -> ReviewQuerySet:
        """With `counted`, the rating that the newest regrade of the answer gave it; None where it keeps its own."""
        regrades = Regrade.objects.filter(answer=OuterRef("answer"), rating__isnull=False).order_by("-pk")
        return self.annotate(counted=Subquery(regrades.values("rating")[:1]))


class Review(AppendOnly):
    """The rating that a learner gave to an answer."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reviews")
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="log")
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="review")
    rating = models.PositiveSmallIntegerField(choices=[(rating.value, rating.label) for rating in Rating])
    suggested = models.PositiveSmallIntegerField(null=True)  # by the answer, or by the key points ticked after it
    score = models.FloatField(null=True)  # likewise
    ticked = models.JSONField(null=True)  # key points that the learner found in the answer
    was_new = models.BooleanField()
    at = models.DateTimeField()  # UTC, to the millisecond
    offset_minutes = models.SmallIntegerField()  # of the learner's clock from UTC
    day = DayField()  # the learning day
    scheduler = models.ForeignKey(Scheduler, on_delete=models.PROTECT)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["learner", "day"], name="review_day")]

    def __str__(self) -> str:
        return f"{self.card}: {Rating(self.rating).label}"

    @property
    def event(self) -> Event:
        """What it does to the memory. From `with_counted`: by the rating that counts today."""
        rating = Rating(getattr(self, "counted", None) or self.rating)
        return Event(rating=rating, day=self.day, at=self.at, schedule=self.scheduler.as_schedule())


class Undo(AppendOnly):
    """Takes one review back."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="undo")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"undo of {self.review}"


class Regrade(AppendOnly):
    """What the key said of an answer later, when its rules had been mended; the newest one counts.

    rating: what its review counts as from then on; None where there is no review, or where the learner's own
    decision, which was not the proposed one, stands.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="regrades")
    score = models.FloatField(null=True)
    notes = models.JSONField(default=list)
    receipt = models.TextField(blank=True)
    suggested = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"regrade of {self.answer}"


class Dispute(models.Model):
    """A learner holds that a mark is wrong; an editor accepts that or says why not."""

    STATES = {"open": "Open", "accepted": "Accepted", "declined": "Declined"}

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="dispute")
    note = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="open", db_index=True)
    reply = models.TextField(blank=True, max_length=2000)  # of the editor, which the learner sees
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_state_display()}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at__isnull=True)


class Notice(models.Model):
    """A sentence that a learner finds on the home page until it is put away: a mark changed, a dispute answered."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="notices")
    text = models.TextField()
    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="+")  # where to look
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ItemStatistics(models.Model):
    """How learners fare with a question, as last worked out; None below five learners."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="statistics")
    learners = models.PositiveIntegerField()
    attempts = models.PositiveIntegerField()
    facility = models.FloatField(null=True)  # mean score of first attempts, 0 to 1
    discrimination = models.FloatField(null=True)  # corrected item-total correlation, -1 to 1
    median_seconds = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)  # mean of FSRS, 1 to 10
    lapse_rate = models.FloatField(null=True)  # lapses a review
    suspect = models.CharField(max_length=300, blank=True)  # why the key may be wrong
    wrong_answers = models.JSONField(default=list)  # [text, times], the most common first
    idle_distractors = models.JSONField(default=list)  # values of options that nobody took
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "item statistics"

    def __str__(self) -> str:
        return f"statistics of {self.question}"


# --- interviews ------------------------------------------------------------------------------------------------------


class InterviewQuerySet(models.QuerySet["Interview"]):
    def overdue(self, now: datetime) -> InterviewQuerySet:
        """Those whose time is up though nobody has closed them."""
        return self.filter(ended_at__isnull=True, timer="hard", deadline__lte=now)

    def going_on(self, now: datetime) -> InterviewQuerySet:
        """Those that can still be answered."""
        return self.filter(Q(deadline__isnull=True) | Q(deadline__gt=now) | ~Q(timer="hard"), ended_at__isnull=True)

    def ungraded(self) -> InterviewQuerySet:
        """Ended, though not every answer is judged."""
        return self.filter(ended_at__isnull=False, graded_at__isnull=True)


class Interview(models.Model):
    """A set of questions against the clock. The clock is the server's: `deadline` minus now.

    started_at, ended_at, graded_at, written_at: sitting, over, every answer judged, put into the learner's plan.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="interviews")
    key = models.CharField(max_length=64)  # the client's: the same one sent twice starts one interview
    seed = models.BigIntegerField()
    choices = models.JSONField()  # profile, weights, level, weak_share, follow_ups, as they were set
    minutes = models.PositiveSmallIntegerField()  # as chosen, before stretching
    timer = models.CharField(max_length=10, choices=TIMERS)
    stretch = models.FloatField(default=1.0)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)  # None without a clock
    ended_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=1)  # of the question in view
    in_view_since = models.DateTimeField()
    pad = models.TextField(blank=True)  # scratch pad
    pad_version = models.PositiveIntegerField(default=0)
    share = models.CharField(max_length=43, null=True, unique=True)  # names the report to whoever holds the link
    like = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")  # repeated from

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_interview_a_key")]
        indexes = [
            models.Index(fields=["deadline"], name="interview_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["ended_at"], name="interview_ungraded", condition=Q(graded_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"interview {self.pk} of {self.learner}"


class Turn(models.Model):
    """One question of an interview and what the learner has typed to it so far.

    The card is the learner's; for a question not learned yet it is made laid down, and taken up by writing back.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveSmallIntegerField()  # 1-based
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="interview_turns")
    seed = models.BigIntegerField()  # of the variant
    why = models.CharField(max_length=20)  # it was chosen: "warm-up", "weak spot", "fresh ground" ...
    follows = models.PositiveSmallIntegerField(null=True)  # position of the question that it builds on
    expected = models.FloatField()  # seconds
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every save; a save from an older one is told so
    aside = models.TextField(blank=True)  # what such a save had brought, kept
    saved_at = models.DateTimeField(null=True)
    flagged = models.BooleanField(default=False)
    skipped = models.BooleanField(default=False)  # by its button
    spoken = models.BooleanField(default=False)  # a recording of the answer lies in the learner's browser
    seen = models.BooleanField(default=False)
    seconds = models.FloatField(default=0.0)  # that it was in view, up to the last change of question
    answer = models.OneToOneField(Answer, null=True, on_delete=models.PROTECT, related_name="interview_turn")
    own_score = models.FloatField(null=True)  # where the learner is the judge
    ticked = models.JSONField(null=True)  # key points that the learner found in the answer

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["interview", "position"], name="one_turn_a_position")]

    def __str__(self) -> str:
        return f"{self.interview}, question {self.position}"


def to_milliseconds(instant: datetime) -> datetime:
    """An aware instant in UTC, cut to whole milliseconds, as the log keeps it."""
    instant = instant.astimezone(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
