"""Addresses of procedures."""

from django.urls import path

from fibrocare.web.procedures import views

urlpatterns = [
    path("patients/<uuid:patient_id>/procedures/", views.procedures, name="procedures"),
    path("procedures/<uuid:procedure_id>/", views.sheet, name="procedure"),
    path("procedures/<uuid:procedure_id>/checklist/", views.checklist, name="procedure_checklist"),
    path("procedures/<uuid:procedure_id>/checklist/<slug:field>/", views.correct, name="procedure_correct"),
    path("procedures/<uuid:procedure_id>/dose/", views.dose, name="procedure_dose"),
    path("procedures/<uuid:procedure_id>/consent/", views.consent, name="procedure_consent"),
    path("procedures/<uuid:procedure_id>/done/", views.done, name="procedure_done"),
    path("procedures/<uuid:procedure_id>/watch/", views.watch, name="procedure_watch"),
    path("procedures/<uuid:procedure_id>/to/<slug:to>/", views.change, name="procedure_change"),
]
