"""The address that checks a certificate: ``/verify/``, as the QR codes carry it."""

from django.urls import path

from sharedgrowth.innovilt.views import verify

urlpatterns = [path("", verify.verify, name="verify")]
