"""Addresses of the pages to learn from."""

from django.urls import path

from fibrocare.web.learn import views

urlpatterns = [
    path("learn/", views.learn, name="learn"),
    path("learn/about/<slug:name>/", views.page, name="learn_page"),
    path("learn/<slug:name>/", views.therapy, name="learn_therapy"),
]
