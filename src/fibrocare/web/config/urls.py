"""Every address of the clinic."""

from allauth.account import views as account_views
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("fibrocare.web.home.urls")),
    path("", include("fibrocare.web.people.urls")),
    path("", include("fibrocare.web.selfcheck.urls")),
    path("", include("fibrocare.web.intake.urls")),
    path("", include("fibrocare.web.tasks.urls")),
    path("", include("fibrocare.web.director.urls")),
    path("", include("fibrocare.web.assessment.urls")),
    path("", include("fibrocare.web.procedures.urls")),
    path("", include("fibrocare.web.appointments.urls")),
    path("", include("fibrocare.web.desk.urls")),
    path("", include("fibrocare.web.plans.urls")),
    path("", include("fibrocare.web.diary.urls")),
    path("", include("fibrocare.web.followup.urls")),
    path("", include("fibrocare.web.progress.urls")),
    path("", include("fibrocare.web.trials.urls")),
    path("", include("fibrocare.web.letters.urls")),
    path("", include("fibrocare.web.own_data.urls")),
    path("", include("fibrocare.web.learn.urls")),
    path("", include("fibrocare.web.demo.urls")),
    path("sign-in/", account_views.login, name="account_login"),
    path(
        "sign-in/code/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="account_request_login_code"
    ),
    path("sign-in/code/confirm/", account_views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-up/", account_views.signup, name="account_signup"),  # says that an invitation is needed
    path("sign-out/", account_views.logout, name="account_logout"),
    path("sign-in/again/", account_views.reauthenticate, name="account_reauthenticate"),
    path("account/security/", include("allauth.mfa.urls")),
]

handler429 = "fibrocare.web.ui.errors.too_many"  # read by the sign-in library
