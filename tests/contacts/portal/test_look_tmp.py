from playwright.sync_api import Page


def test_shots(mine: Page, sound):
    for path in (
        "/portal/",
        "/portal/security/",
        "/portal/security/sessions/",
        "/portal/security/passkeys/",
        "/portal/security/passkeys/add/",
        "/portal/confirm/",
        "/portal/security/password/",
    ):
        mine.goto(path)
        n = path.strip("/").replace("/", "-")
        mine.screenshot(path=f"/tmp/portal/in-{n}.png")
        sound(mine)


def test_shots_out(page: Page, sound, transactional_db):
    for path in (
        "/portal/",
        "/portal/sign-in/",
        "/portal/register/",
        "/portal/forgot/",
        "/portal/nothing",
        "/portal/verify/?token=x",
    ):
        page.goto(path)
        n = path.split("?")[0].strip("/").replace("/", "-")
        page.screenshot(path=f"/tmp/portal/out-{n}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"/tmp/portal/out-{n}-phone.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})
        sound(page)
