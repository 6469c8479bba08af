"""A page that only unlocked members open, and says back what reached it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from evacuation.unlocked import Unlocked
from evacuation.views.guarding import unlocked


@unlocked
def probe(request: HttpRequest, me: Unlocked) -> HttpResponse:
    if "page" in request.GET:
        return render(request, "base.html")
    return JsonResponse({"name": me.name, "posted": dict(request.POST.lists())})


urlpatterns = [path("desk/probe/", probe), path("", include("config.urls"))]
