"""Addresses of the first pages."""

from django.urls import path

from fibrocare.web.home import views

urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("theme/", views.theme, name="theme"),
]
