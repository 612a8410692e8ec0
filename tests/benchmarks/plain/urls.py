"""The plain application's addresses."""

from rest_framework.routers import SimpleRouter

from tests.benchmarks.plain.views import Contacts

router = SimpleRouter(trailing_slash=False)
router.register("api/v1/contacts", Contacts, basename="contact")
urlpatterns = router.urls
