"""Pages for people who are signed in."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from fibrocare.web.people.models import User

P = ParamSpec("P")


class SignedRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def signed_in(view: Callable[Concatenate[SignedRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that only people with an account reach; others are asked to sign in first."""
    return login_required(view)
