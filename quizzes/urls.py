"""Every address of the site, pages and API, on one screen."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from sesame.views import LoginView

from quizzes.health import healthz
from quizzes.library import views as library
from quizzes.review import views as review

admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", review.home, name="home"),
    path("portions/", review.portions, name="portions"),
    path("review/", review.review, name="review"),
    path("cards/<int:pk>/", review.card, name="card"),
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
    path("library/<str:slug>/", library.bank, name="bank"),
    path("settings/", library.settings, name="settings"),
    path("accounts/link/", LoginView.as_view(), name="link"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
