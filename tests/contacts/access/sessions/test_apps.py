"""An app key says which app asks and opens nothing; pages may read answers only where their app lives.

Seen red: with ``admits`` always true and ``is_some_apps`` always true (foreign page), with portions of the allowance
that forget what is taken (quota), without ``compare_digest`` (secret), and with ``REMEMBERED`` at 30 (disabled).
"""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from contacts.access.apps import cors, operations, queries
from contacts.access.apps.models import App, AppUse
from contacts.access.apps.queries import authenticate
from contacts.history.actor import Actor
from contacts.record.errors import Invalid

pytestmark = pytest.mark.django_db
ADA = Actor(kind="staff", id=1, label="Ada", door="desk")
SHOP = "https://shop.example.org"
NOON = 28_401_120 * 60.0


def issue(**values: object) -> tuple[App, str]:
    return operations.issue(**({"name": "Shop", "actor": ADA} | values))  # type: ignore[arg-type]


def test_a_publishable_key_can_be_shown_again_and_the_secret_of_a_server_cannot() -> None:
    public, text = issue()
    assert (authenticate(text), text) == (public, public.key)
    server, text = issue(kind="SERVER", grants=["lookup", "validation_optional"])
    assert authenticate(text) == server
    assert (queries.may(server, "lookup"), queries.may(public, "lookup")) == (True, False)
    assert text.rpartition("_")[2] not in str(list(App.objects.values()))
    assert authenticate(server.key) is None


def test_what_is_no_key_names_no_app() -> None:
    _, public = issue()
    _, text = issue(kind="SERVER")
    wrong = text[:-1] + ("A" if text[-1] != "A" else "B")
    unknown = "pub_" + "a" * 24
    for one in ("", "pub_", public[:-1], public + "x", public + "\n", f"{public}_{'x' * 43}", wrong, unknown, "é" * 28):
        assert authenticate(one) is None


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ({"name": " "}, ["name"]),
        ({"kind": "OTHER", "mode": "OTHER", "per_minute": 0}, ["kind", "mode", "per_minute"]),
        ({"origins": ["*", "null", "shop.example.org", "https://shop.example.org/path", "https://*.example.org"]},
         ["origins[0]", "origins[1]", "origins[2]", "origins[3]", "origins[4]"]),
        ({"grants": ["lookup", "validation_optional", "everything"]}, ["grants[0]", "grants[1]", "grants[2]"]),
    ],
)  # fmt: skip
def test_an_app_that_could_not_be_meant_is_refused(values: dict[str, object], paths: list[str]) -> None:
    with pytest.raises(Invalid) as raised:
        issue(**values)
    assert [error.path for error in raised.value.errors] == paths
    assert not App.objects.exists()


def test_origins_are_kept_as_browsers_send_them() -> None:
    app, _ = issue(origins=["https://Shop.Example.org/", "capacitor://localhost", "http://localhost:5173"])
    assert app.origins == [SHOP, "capacitor://localhost", "http://localhost:5173"]


def test_a_disabled_or_rotated_key_is_refused_at_once_here_and_within_a_second_elsewhere(
    wait: Callable[[float], None],
) -> None:
    app, text = issue()
    assert authenticate(text)
    elsewhere = dict(queries._seen)
    _, after = operations.rotate(app=app.pk, actor=ADA)
    assert (authenticate(text), authenticate(after) is not None) == (None, True)
    queries._seen.update(elsewhere)
    wait(queries.REMEMBERED + 0.05)
    assert queries.REMEMBERED < 1
    assert authenticate(text) is None
    operations.disable(app=app.pk, actor=ADA)
    assert authenticate(after) is None


def test_a_change_says_only_what_it_changes() -> None:
    app, text = issue(origins=[SHOP], per_minute=5)
    operations.change(app=app.pk, actor=ADA, name="Shop 2")
    found = authenticate(text)
    assert found is not None
    assert (found.name, found.origins, found.per_minute) == ("Shop 2", [SHOP], 5)
    with pytest.raises(Invalid):
        operations.change(app=app.pk, actor=ADA, grants=["lookup"])


@pytest.mark.django_db(transaction=True)
def test_the_allowance_of_a_minute_is_exact_over_threads() -> None:
    app, _ = issue(per_minute=50)

    def ask(_: int) -> bool:
        try:
            return queries.claim(app, now=NOON).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(ask, range(200))) == 50
    assert AppUse.objects.get().taken == 50


def test_a_request_of_an_app_costs_hardly_any_statement() -> None:
    app, text = issue(per_minute=1000)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(50):
            assert authenticate(text)
            assert queries.claim(app, now=NOON).allowed
    assert len(asked) == 2


def call(text: str, origin: str = "", **headers: str) -> HttpResponse:
    """A view of a surface that takes app keys."""

    @cors.for_app_pages
    def view(request: HttpRequest) -> HttpResponse:
        app = authenticate(request.META["HTTP_API_KEY"])
        assert app is not None
        try:
            cors.admit(request, app)
        except cors.ForeignOrigin:
            return HttpResponse(status=403)
        return HttpResponse("hello")

    more = {"HTTP_ORIGIN": origin} if origin else {}
    answer = view(RequestFactory().post("/contacts/authenticate", HTTP_API_KEY=text, **more, **headers))
    assert isinstance(answer, HttpResponse)
    return answer


def allowed(answer: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name.startswith("Access-Control") or name == "Vary"}


def test_a_page_of_the_app_may_read_the_answer() -> None:
    _, text = issue(origins=[SHOP])
    answer = call(text, SHOP)
    assert allowed(answer) == {
        "Vary": "Origin", "Access-Control-Allow-Origin": SHOP, "Access-Control-Expose-Headers": cors.EXPOSED,
    }  # fmt: skip
    assert allowed(call(text, settings.PUBLIC_BASE_URL))["Access-Control-Allow-Origin"] == settings.PUBLIC_BASE_URL
    assert allowed(call(text)) == {"Vary": "Origin"}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://shop.example.org", "https://shop.example.org:444",
     "https://shop.example.org.evil.example", "https://xshop.example.org", "https://SHOP.example.org", "*"],
)  # fmt: skip
def test_a_foreign_page_may_neither_read_nor_do_anything(origin: str) -> None:
    _, text = issue(origins=[SHOP])
    issue(name="Other", origins=["https://other.example.org"])
    answer = call(text, origin)
    assert (answer.status_code, allowed(answer)) == (403, {"Vary": "Origin"})
    answer = call(text, "https://other.example.org")  # another app's page
    assert (answer.status_code, allowed(answer)) == (403, {"Vary": "Origin"})


def ask_beforehand(origin: str) -> HttpResponse:
    view = cors.for_app_pages(lambda request: HttpResponse(status=500))
    asked = {"HTTP_ORIGIN": origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
    answer = view(RequestFactory().options("/", **asked))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_browser_that_asks_beforehand_hears_of_the_origins_of_apps_in_force() -> None:
    app, _ = issue(origins=[SHOP])
    answer = ask_beforehand(SHOP)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, SHOP)
    assert "api_key" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    for origin in ("https://evil.example", "null", ""):
        assert not [name for name, _ in ask_beforehand(origin).items() if name.startswith("Access-Control")]
    operations.disable(app=app.pk, actor=ADA)
    assert "Access-Control-Allow-Origin" not in ask_beforehand(SHOP)


def test_when_it_was_last_used_is_known() -> None:
    app, _ = issue()
    queries.claim(app)
    used = queries.apps().get().use.last_used_at
    assert used is not None
    assert dt.datetime.now(dt.UTC) - used < dt.timedelta(minutes=1)
