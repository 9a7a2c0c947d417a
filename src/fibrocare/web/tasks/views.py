"""Closing a task."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.tasks import operations
from fibrocare.web.tasks.forms import DoneForm
from fibrocare.web.tasks.models import Task


@require_http_methods(["GET", "POST"])
@signed_in
def done(request: SignedRequest, task_id: int) -> HttpResponse:
    """Say what was done about one thing on the worklist."""
    task = get_object_or_404(Task.objects.visible_to(request.user).select_related("patient"), pk=task_id)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.done(task=task, by=request.user, at=timezone.now(), how=form.cleaned_data["how"])
        messages.success(request, _("Noted. It is off the list."))
        return redirect("home")
    return render(request, "tasks/done.html", {"form": form, "task": task}, status=422 if form.errors else 200)
