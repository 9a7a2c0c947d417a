"""Addresses of progress."""

from django.urls import path

from fibrocare.web.progress import views

urlpatterns = [
    path("progress/<uuid:patient_id>/", views.own, name="own_progress"),
    path("patients/<uuid:patient_id>/progress/", views.patient_progress, name="patient_progress"),
    path("patients/<uuid:patient_id>/progress/decide/", views.decide, name="progress_decide"),
]
