"""Addresses of the demo."""

from django.urls import path

from fibrocare.web.demo import living, views

urlpatterns = [
    path("demo/", views.people, name="demo_people"),
    path("ui/", living.living, name="living_page"),
    path("demo/sign-in/<uuid:user_id>/", views.sign_in, name="demo_sign_in"),
]
