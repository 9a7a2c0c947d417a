"""Addresses of the assessment."""

from django.urls import path

from fibrocare.web.assessment import views

urlpatterns = [
    path("patients/<uuid:patient_id>/", views.brief, name="brief"),
    path("patients/<uuid:patient_id>/options/", views.options, name="options"),
]
