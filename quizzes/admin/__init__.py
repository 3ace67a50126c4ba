"""The staff's side of the site: authors write and publish questions, and the log of the learners can be looked up."""

from django.contrib import admin

from quizzes.admin import (
    banks,  # noqa: F401  (each registers its pages)
    disputes,  # noqa: F401
    items,  # noqa: F401
    log,  # noqa: F401
    questions,  # noqa: F401
)

admin.site.site_header = "Recall@K"
admin.site.site_title = "Recall@K"
admin.site.index_title = "Writing and looking up"
