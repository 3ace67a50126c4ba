"""Every address of the site, pages and API, on one screen."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, register_converter
from django.urls.converters import IntConverter
from django.views.generic import RedirectView
from sesame.views import LoginView

from quizzes import api
from quizzes.disputes import api as disputes_api
from quizzes.disputes import views as disputes
from quizzes.health import healthz
from quizzes.interview import api as interview_api
from quizzes.interview import report_views as report
from quizzes.interview import setup_views as interviews
from quizzes.interview import views as interview
from quizzes.library import api as library_api
from quizzes.library import views as library
from quizzes.review import api as review_api
from quizzes.review import views as review

admin.site.login = secure_admin_login(admin.site.login)


class Id(IntConverter):
    """The number of a row: as many digits as its column holds, whatever they are. No database is asked for more."""

    regex = "[0-9]{1,18}"


class Place(IntConverter):
    """The place in a list that people go through."""

    regex = "[0-9]{1,4}"


register_converter(Id, "id")
register_converter(Place, "place")

handler500 = "quizzes.health.failed"
urlpatterns = [
    path("", review.home, name="home"),
    path("portions/", review.portions, name="portions"),
    path("review/", review.review, name="review"),
    path("cards/<id:pk>/", review.card, name="card"),
    path("cards/<id:pk>/hints/", review.hints, name="hints"),
    path("cards/<id:pk>/preview/", review.preview, name="preview"),
    path("cards/<id:pk>/answers/", review.answers, name="answers"),
    path("cards/<id:pk>/burials/", review.burials, name="burials"),
    path("cards/<id:pk>/suspensions/", review.suspensions, name="suspensions"),
    path("cards/<id:pk>/resumptions/", review.resumptions, name="resumptions"),
    path("answers/<id:pk>/", review.answer, name="answer"),
    path("answers/<id:pk>/proposals/", review.proposals, name="proposals"),
    path("answers/<id:pk>/review/", review.grade, name="grade"),
    path("answers/<id:pk>/dispute/", disputes.dispute, name="dispute"),
    path("notices/", disputes.notices, name="notices"),
    path("undos/", review.undos, name="undos"),
    path("interviews/", interviews.interviews, name="interviews"),
    path("interviews/<id:pk>/", interview.interview, name="interview"),
    path("interviews/<id:pk>/questions/<place:position>/", interview.turn, name="turn"),
    path("interviews/<id:pk>/questions/<place:position>/text/", interview.turn_text, name="turn-text"),
    path("interviews/<id:pk>/pad/", interview.pad, name="pad"),
    path("interviews/<id:pk>/state/", interview.state, name="interview-state"),
    path("interviews/<id:pk>/submission/", interview.submission, name="submission"),
    path("interviews/<id:pk>/repetitions/", interviews.repetitions, name="repetitions"),
    path("interviews/<id:pk>/report/", report.report, name="report"),
    path("interviews/<id:pk>/report.md", report.report_markdown, name="report-markdown"),
    path("interviews/<id:pk>/report.json", report.report_json, name="report-json"),
    path("interviews/<id:pk>/gradings/", report.gradings, name="gradings"),
    path("interviews/<id:pk>/marks/<place:position>/", report.marks, name="marks"),
    path("interviews/<id:pk>/reviews/", report.write_back, name="write-back"),
    path("interviews/<id:pk>/cards/", report.prerequisites, name="prerequisites"),
    path("interviews/<id:pk>/share/", report.share, name="share"),
    path("shared/<str:token>/", report.shared_report, name="shared-report"),
    path("library/", library.library, name="library"),
    path("library/subscriptions/", library.subscriptions, name="subscriptions"),
    path("library/cancellations/", library.cancellations, name="cancellations"),
    path("library/map/", library.prerequisites, name="map"),
    path("library/weeks/", library.weeks, name="weeks"),
    path("library/questions/", library.questions, name="questions"),
    path("library/questions/today/", library.asked, name="asked"),
    path("library/<str:slug>/", library.bank, name="bank"),
    path("figures/<str:name>", library.figure, name="figure"),
    path("settings/", library.own_settings, name="settings"),
    path("settings/tokens/", library.tokens, name="tokens"),
    path("settings/tokens/revocations/", library.revocations, name="revocations"),
    path("accounts/link/", LoginView.as_view(), name="link"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path(
        "api/v1/",
        include(
            [
                path("banks/", library_api.BanksApi.as_view()),
                path("banks/<str:slug>/", library_api.BankApi.as_view()),
                path("banks/<str:slug>/subscription/", library_api.SubscriptionApi.as_view()),
                path("questions/", library_api.QuestionsApi.as_view()),
                path("questions/<str:slug>/", library_api.QuestionApi.as_view()),
                path("today/", review_api.TodayApi.as_view()),
                path("portions/", review_api.PortionsApi.as_view()),
                path("cards/", review_api.CardsApi.as_view()),
                path("cards/<id:pk>/", review_api.CardApi.as_view()),
                path("cards/<id:pk>/hints/<place:number>/", review_api.HintApi.as_view()),
                path("cards/<id:pk>/answers/", review_api.AnswersApi.as_view()),
                path("cards/<id:pk>/burials/", review_api.BurialsApi.as_view()),
                path("cards/<id:pk>/suspensions/", review_api.SuspensionsApi.as_view()),
                path("check/preview", review_api.PreviewApi.as_view()),
                path("answers/<id:pk>/", review_api.AnswerApi.as_view()),
                path("answers/<id:pk>/review/", review_api.ReviewApi.as_view()),
                path("answers/<id:pk>/dispute/", disputes_api.DisputeApi.as_view()),
                path("undos/", review_api.UndosApi.as_view()),
                path("interviews/", interview_api.InterviewsApi.as_view()),
                path("interviews/<id:pk>/", interview_api.InterviewApi.as_view()),
                path("interviews/<id:pk>/turns/<place:position>/", interview_api.TurnApi.as_view()),
                path("interviews/<id:pk>/submission/", interview_api.SubmissionApi.as_view()),
                path("interviews/<id:pk>/report/", interview_api.ReportApi.as_view()),
                path("settings/", library_api.SettingsApi.as_view()),
                path("tokens/", library_api.TokensApi.as_view()),
                path("tokens/<slug:start>/", library_api.TokenApi.as_view()),
                path("schema", api.schema, name="schema"),
                path("docs/", api.docs, name="docs"),
                path("docs", RedirectView.as_view(pattern_name="docs")),
                path("", RedirectView.as_view(pattern_name="docs")),
                path("<path:anything>", api.Nowhere.as_view()),
            ]
        ),
    ),
]
