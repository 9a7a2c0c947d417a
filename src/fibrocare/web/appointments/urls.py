"""Addresses of booking."""

from django.urls import path

from fibrocare.web.appointments import views

urlpatterns = [
    path("book/", views.services, name="services"),
    path("book/<slug:slug>/", views.times, name="times"),
    path("book/<slug:slug>/<uuid:staff_id>/<str:at>/", views.confirm, name="confirm"),
    path("book/<slug:slug>/wait/", views.wait, name="wait"),
    path("offer/<str:token>/", views.offer, name="offer"),
    path("visit/<str:token>/", views.visit, name="visit"),
    path("visit/<str:token>/move/", views.move, name="move"),
    path("visit/<str:token>/cancel/", views.cancel, name="cancel"),
    path("visit/<str:token>/visit.ics", views.calendar, name="visit_calendar"),
    path("visits/", views.visits, name="visits"),
]
