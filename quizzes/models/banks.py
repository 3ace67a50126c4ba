"""Banks, their questions, and what the text of a question has been."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models

from quizzes.banks.isolation import StoredKey
from quizzes.models.rows import AppendOnly

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


class Bank(models.Model):
    """A deck of questions, as last read from its file."""

    slug = models.CharField(max_length=100, unique=True)  # the bank's id, such as "math.linear-algebra"
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=20, choices=AREAS)
    license = models.CharField(max_length=100, blank=True)
    version = models.CharField(max_length=20, blank=True)
    description_html = models.TextField(blank=True)
    head = models.TextField(blank=True)  # exact text of the file above its first question, a byte order mark included
    head_base = models.TextField(null=True)  # the head as the file held it when it was last loaded or written
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
