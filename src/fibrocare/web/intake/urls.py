"""Addresses of the intake."""

from django.urls import path

from fibrocare.web.intake import views

urlpatterns = [
    path("intake/<uuid:patient_id>/", views.overview, name="intake"),
    path("intake/<uuid:patient_id>/check/", views.check, name="intake_check"),
    path("intake/<uuid:patient_id>/<slug:page_id>/", views.question, name="intake_question"),
]
