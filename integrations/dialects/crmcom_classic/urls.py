"""The addresses of the document (seeds/002), and those of its sibling pages that its programs begin and end with."""

from django.urls import path

from integrations.dialects.crmcom_classic.views import consents, contacts, frame, logging_in, photos

BASE = "crmapi/rest/v2/"
CONTACT = f"{BASE}contact_information/"
urlpatterns = (
    path(f"{BASE}authentication/token", logging_in.Login.as_view()),
    path(f"{BASE}authentication/token/release", logging_in.Release.as_view()),
    path(f"{BASE}authentication/web_api_key/token", logging_in.KeyLogin.as_view()),
    path(f"{CONTACT}show", contacts.Show.as_view()),
    path(f"{CONTACT}list", contacts.Listing.as_view()),
    path(f"{CONTACT}create", contacts.Create.as_view()),
    path(f"{CONTACT}update", contacts.Update.as_view()),
    path(f"{CONTACT}accept_consent", consents.Accept.as_view()),
    path(f"{CONTACT}reject_consent", consents.Reject.as_view()),
    path(f"{CONTACT}profile_photo/view", photos.View.as_view()),
    path(f"{CONTACT}profile_photo/add", photos.Add.as_view()),
    path(f"{CONTACT}profile_photo/remove", photos.Remove.as_view()),
    path("crm/ImageDownloadServlet", photos.Servlet.as_view()),
    path("crmapi/<path:rest>", frame.Nothing.as_view()),
)
