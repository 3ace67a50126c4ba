"""The tables, one file a subject: rows, constraints and queries that have a name; rules live elsewhere."""

from quizzes.models.banks import AREAS, LEVELS, STATES, Bank, ItemStatistics, Question, Topic, Version, WorkingCopy
from quizzes.models.cards import MEMORY_COLUMNS, Card
from quizzes.models.disputes import Dispute, Notice
from quizzes.models.interviews import TIMERS, Interview, Turn
from quizzes.models.learners import SCOPES, Learner, Token
from quizzes.models.log import JUDGED, Answer, Regrade, Review, Scheduler, Undo
from quizzes.models.rows import AppendOnly, DayField, to_milliseconds

__all__ = [
    "AREAS",
    "JUDGED",
    "LEVELS",
    "MEMORY_COLUMNS",
    "SCOPES",
    "STATES",
    "TIMERS",
    "Answer",
    "AppendOnly",
    "Bank",
    "Card",
    "DayField",
    "Dispute",
    "Interview",
    "ItemStatistics",
    "Learner",
    "Notice",
    "Question",
    "Regrade",
    "Review",
    "Scheduler",
    "Token",
    "Topic",
    "Turn",
    "Undo",
    "Version",
    "WorkingCopy",
    "to_milliseconds",
]
