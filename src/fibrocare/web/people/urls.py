"""Addresses of accounts, invitations and helpers."""

from django.urls import path

from fibrocare.web.people import second_step, views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/helpers/add/", views.add_helper, name="add_helper"),
    path("account/helpers/<int:help_id>/end/", views.end_help, name="end_help"),
    path("invite/", views.invite, name="invite"),
    path("account/staff/", views.staff, name="staff"),
    path("account/staff/<uuid:user_id>/reset/", views.reset_second_factor, name="reset_second_factor"),
    path("account/security/webauthn/add/", second_step.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/security/totp/activate/", second_step.AddApp.as_view(), name="mfa_activate_totp"),
    path("welcome/<str:secret>/", views.accept, name="accept"),
]
