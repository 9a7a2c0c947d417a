"""Addresses of the front desk."""

from django.urls import path

from fibrocare.web.desk import views

urlpatterns = [
    path("desk/", views.day, name="desk_day"),
    path("desk/week/<uuid:staff_id>/", views.week, name="desk_week"),
    path("desk/visits/<uuid:visit_id>/", views.visit, name="desk_visit"),
    path("desk/visits/<uuid:visit_id>/move/", views.move, name="desk_move"),
    path("desk/people/", views.people, name="desk_people"),
    path("desk/people/new/", views.enter, name="desk_enter"),
    path("desk/people/<uuid:patient_id>/", views.person, name="desk_person"),
    path("desk/people/<uuid:patient_id>/book/<slug:slug>/", views.book, name="desk_book"),
    path("desk/people/<uuid:patient_id>/wait/", views.wait_for, name="desk_wait"),
    path("desk/waiting/", views.waiting_list, name="desk_waiting"),
    path("desk/leave/", views.leave, name="desk_leave"),
]
