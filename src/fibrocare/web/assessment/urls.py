"""Addresses of the assessment."""

from django.urls import path

from fibrocare.web.assessment import views

urlpatterns = [
    path("patients/<uuid:patient_id>/", views.brief, name="brief"),
    path("patients/<uuid:patient_id>/answers/", views.answers, name="answers"),
    path("patients/<uuid:patient_id>/answers/<slug:field>/", views.answer, name="answer"),
    path("patients/<uuid:patient_id>/what-else/", views.ledger, name="ledger"),
    path("patients/<uuid:patient_id>/what-else/<slug:differential>/", views.settle, name="settle"),
    path("patients/<uuid:patient_id>/diagnosis/", views.diagnosis, name="diagnosis"),
]
