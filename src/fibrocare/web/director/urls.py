"""Addresses of the medical director's pages."""

from django.urls import path

from fibrocare.web.director import views

urlpatterns = [
    path("director/sign-offs/", views.sign_offs, name="sign_offs"),
    path("director/sign-offs/<path:claim>/", views.sign_off, name="sign_off"),
    path("director/policy/", views.policy, name="policy"),
    path("director/duty/", views.duty, name="duty"),
    path("director/log/", views.log, name="log"),
]
