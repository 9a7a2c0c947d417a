"""Addresses of accounts, invitations and helpers."""

from django.urls import path

from fibrocare.web.people import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/helpers/add/", views.add_helper, name="add_helper"),
    path("account/helpers/<int:help_id>/end/", views.end_help, name="end_help"),
    path("invite/", views.invite, name="invite"),
    path("welcome/<str:secret>/", views.accept, name="accept"),
]
