from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .by_post import direct_letters
from .forms import ByPostForm, ProfileForm, post_initial
from .services import change_profile

NAMES = ("full_name", "own_script_name", "own_script_language")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The person's own names, and the ways to addresses, password and second factor."""
    form = ProfileForm(request.POST or None, initial={name: getattr(request.user, name) for name in NAMES})
    if request.method == "POST" and form.is_valid():
        change_profile(user=request.user, **form.cleaned_data)
        messages.success(request, _("Your name is saved."))
        return redirect("account_profile")
    context = {"form": form, "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def account_post(request: HttpRequest) -> HttpResponse:
    """Whether the person's letters come by e-mail or on paper."""
    if request.user.is_staff:
        raise Http404
    form = ByPostForm(request.POST if request.method == "POST" else None, initial=post_initial(request.user))
    if request.method == "POST" and form.is_valid():
        person = direct_letters(user=request.user, by=request.user, **form.cleaned_data)
        by_post, by_mail = _("Saved. Our letters come by post."), _("Saved. Our letters come by e-mail.")
        messages.success(request, by_post if person.by_post else by_mail)
        return redirect("account_profile")
    return render(request, "accounts/post.html", {"form": form}, status=422 if form.errors else 200)
