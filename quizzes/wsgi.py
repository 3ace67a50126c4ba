"""The site as a WSGI application, for gunicorn; the processes that do its mathematics start a little later."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizzes.settings")
application = get_wsgi_application()

from quizzes import checking  # noqa: E402  (it needs the settings)

checking.warm(after=checking.WARM_AFTER)
