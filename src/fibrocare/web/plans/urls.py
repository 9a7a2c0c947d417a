"""Addresses of plans."""

from django.urls import path

from fibrocare.web.plans import asking, own, views

urlpatterns = [
    path("patients/<uuid:patient_id>/therapies/", views.shelf, name="shelf"),
    path("patients/<uuid:patient_id>/therapies/what-if/", asking.suppose, name="what_if"),
    path("patients/<uuid:patient_id>/therapies/compare/", asking.compare, name="compare"),
    path("patients/<uuid:patient_id>/plan/", views.plan, name="plan"),
    path("plans/<uuid:plan_id>/", views.version, name="plan_version"),
    path("plans/<uuid:plan_id>/choose/", views.choose, name="plan_choose"),
    path("plans/<uuid:plan_id>/agree/", views.agree, name="plan_agree"),
    path("plans/<uuid:plan_id>/set-aside/", views.set_aside, name="plan_set_aside"),
    path("plans/<uuid:plan_id>/sign/", views.sign, name="plan_sign"),
    path("plans/<uuid:plan_id>/put-aside/", views.decline, name="plan_decline"),
    path("plans/<uuid:plan_id>/<slug:therapy>/", views.describe, name="plan_describe"),
    path("my-plan/<uuid:patient_id>/", own.own, name="own_plan"),
    path("my-plan/<uuid:patient_id>/doses.ics", own.doses, name="own_doses"),
]
