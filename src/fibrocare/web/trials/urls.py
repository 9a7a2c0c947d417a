"""Addresses of trials."""

from django.urls import path

from fibrocare.web.trials import own, views

urlpatterns = [
    path("trial/<uuid:patient_id>/", own.own, name="own_trial"),
    path("patients/<uuid:patient_id>/trial/", views.trial, name="trial"),
    path("trials/<uuid:trial_id>/end/", views.end, name="trial_end"),
    path("trials/<uuid:trial_id>/decide/", views.decide, name="trial_decide"),
    path("trials/<uuid:trial_id>/go-on/", views.go_on, name="trial_go_on"),
    path("trials/<uuid:trial_id>/pharmacy/", views.pharmacy, name="trial_pharmacy"),
]
