"""Addresses of the self-check."""

from django.urls import path

from fibrocare.web.selfcheck import views

urlpatterns = [path("check/", views.check, name="check")]
