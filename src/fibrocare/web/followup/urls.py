"""Addresses of the follow-up."""

from django.urls import path

from fibrocare.web.followup import views

urlpatterns = [
    path("follow-up/<uuid:patient_id>/", views.overview, name="followup"),
    path("follow-up/<uuid:patient_id>/<slug:page_id>/", views.question, name="followup_question"),
]
