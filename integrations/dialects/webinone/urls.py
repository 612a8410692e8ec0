"""The addresses of the document (seeds/000), and the token call of the vendor's introduction."""

from django.urls import path

from integrations.dialects.webinone import views

CONTACT = "api/v2/admin/contacts/<id:contact>"
urlpatterns = (
    path("api/v1/oauth/token", views.Token.as_view()),
    path("api/v2/admin/contacts", views.Contacts.as_view()),
    path(CONTACT, views.Contact.as_view()),
    path(f"{CONTACT}/bookings", views.Bookings.as_view()),
    path(f"{CONTACT}/cases", views.Cases.as_view()),
    path(f"{CONTACT}/orders", views.Orders.as_view()),
    path(f"{CONTACT}/secure-zones", views.SecureZones.as_view()),
    path(f"{CONTACT}/set-password", views.Password.as_view()),
    path("api/v2/admin/<path:rest>", views.Nothing.as_view()),
)
