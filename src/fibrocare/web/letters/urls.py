"""Addresses of letters."""

from django.urls import path

from fibrocare.web.letters import views

urlpatterns = [
    path("patients/<uuid:patient_id>/letters/", views.letters, name="letters"),
    path("letters/", views.own, name="own_letters"),
    path("letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("letters/<uuid:letter_id>/letter.pdf", views.pdf, name="letter_pdf"),
    path("letters/<uuid:letter_id>/sign/", views.sign, name="letter_sign"),
    path("letters/<uuid:letter_id>/put-away/", views.drop, name="letter_drop"),
]
