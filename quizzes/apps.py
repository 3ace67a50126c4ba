"""The one Django app of the project."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = "Question banks and reviews"

    def ready(self) -> None:
        from quizzes import accounts  # noqa: F401  (connects its signal)
