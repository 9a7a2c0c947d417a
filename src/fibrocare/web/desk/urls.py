"""Addresses of the front desk."""

from django.urls import path

from fibrocare.web.desk import counter, setup, views

urlpatterns = [
    path("desk/", views.day, name="desk_day"),
    path("desk/week/<uuid:staff_id>/", views.week, name="desk_week"),
    path("desk/visits/<uuid:visit_id>/", views.visit, name="desk_visit"),
    path("desk/visits/<uuid:visit_id>/move/", views.move, name="desk_move"),
    path("desk/people/", counter.people, name="desk_people"),
    path("desk/people/new/", counter.enter, name="desk_enter"),
    path("desk/people/<uuid:patient_id>/", counter.person, name="desk_person"),
    path("desk/people/<uuid:patient_id>/book/<slug:slug>/", counter.book, name="desk_book"),
    path("desk/people/<uuid:patient_id>/wait/", counter.wait_for, name="desk_wait"),
    path("desk/waiting/", counter.waiting_list, name="desk_waiting"),
    path("desk/setup/", setup.offered, name="desk_setup"),
    path("desk/setup/services/new/", setup.service, name="desk_new_service"),
    path("desk/setup/services/<slug:slug>/", setup.service, name="desk_service"),
    path("desk/setup/hours/<uuid:staff_id>/", setup.hours, name="desk_hours"),
    path("desk/leave/", counter.leave, name="desk_leave"),
]
