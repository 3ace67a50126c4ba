"""Django's sessions in the database, read by one prepared query."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from quizzes.prepared import Prepared

LONG_AGO = datetime(1999, 1, 2, 3, 4, 5, tzinfo=UTC)
by_key: Prepared[Session] = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key="\1key", now=LONG_AGO
)


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Any:
        session = by_key.first(key=self.session_key, now=timezone.now()) if self.session_key else None
        if session is None:
            self._session_key = None
        return session
