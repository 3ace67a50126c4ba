"""Every address of the site, pages and API, on one screen."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from sesame.views import LoginView

from quizzes import api
from quizzes.health import healthz
from quizzes.library import api as library_api
from quizzes.library import views as library
from quizzes.review import api as review_api
from quizzes.review import views as review

admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", review.home, name="home"),
    path("portions/", review.portions, name="portions"),
    path("review/", review.review, name="review"),
    path("cards/<int:pk>/", review.card, name="card"),
    path("cards/<int:pk>/hints/", review.hints, name="hints"),
    path("cards/<int:pk>/preview/", review.preview, name="preview"),
    path("cards/<int:pk>/answers/", review.answers, name="answers"),
    path("cards/<int:pk>/burials/", review.burials, name="burials"),
    path("cards/<int:pk>/suspensions/", review.suspensions, name="suspensions"),
    path("cards/<int:pk>/resumptions/", review.resumptions, name="resumptions"),
    path("answers/<int:pk>/", review.answer, name="answer"),
    path("answers/<int:pk>/proposals/", review.proposals, name="proposals"),
    path("answers/<int:pk>/review/", review.grade, name="grade"),
    path("undos/", review.undos, name="undos"),
    path("library/", library.library, name="library"),
    path("library/subscriptions/", library.subscriptions, name="subscriptions"),
    path("library/cancellations/", library.cancellations, name="cancellations"),
    path("library/map/", library.prerequisites, name="map"),
    path("library/weeks/", library.weeks, name="weeks"),
    path("library/questions/", library.questions, name="questions"),
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
                path("cards/<int:pk>/", review_api.CardApi.as_view()),
                path("cards/<int:pk>/hints/<int:number>/", review_api.HintApi.as_view()),
                path("cards/<int:pk>/answers/", review_api.AnswersApi.as_view()),
                path("cards/<int:pk>/burials/", review_api.BurialsApi.as_view()),
                path("cards/<int:pk>/suspensions/", review_api.SuspensionsApi.as_view()),
                path("check/preview", review_api.PreviewApi.as_view()),
                path("answers/<int:pk>/", review_api.AnswerApi.as_view()),
                path("answers/<int:pk>/review/", review_api.ReviewApi.as_view()),
                path("undos/", review_api.UndosApi.as_view()),
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
