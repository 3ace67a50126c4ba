"""The site as a WSGI application, for gunicorn; what works beside the pages starts a little later."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizzes.settings")
application = get_wsgi_application()

from quizzes import checking  # noqa: E402  (it needs the settings)
from quizzes.interview import sweeping  # noqa: E402

checking.warm(after=checking.WARM_AFTER)
sweeping.start()

# What is imported by now stays for ever: looking through it again and again doubled the time of planning an interview.
gc.collect()
gc.freeze()
