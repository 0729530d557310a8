import pytest

from tests.factories import AssisterFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_quick(client):
    a = AssisterFactory(ready=True, site=SiteFactory(zip_code="93650"))
    for q in [
        "",
        "?where=93650",
        "?where=Fresno",
        "?where=Fresnno",
        "?where=12345",
        "?where=palo+alto",
        "?where=93650&name=dee+ax",
        "?home=1",
        "?where=93650&name=act",
        "?where=93650&within=5&language=hmn",
    ]:
        r = client.get("/find-help/" + q)
        import re

        t = r.content.decode()
        t = re.sub(r"(?s).*<main", "<main", t)
        t = re.sub(r"(?s)</main>.*", "", t)
        t = re.sub(r"(?s)<form.*?</form>", "", t)
        print(q, r.status_code, re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", t)))
    r = client.get(f"/find-help/{a.pk}/")
    print(r.content.decode()[2000:])
    client.force_login(a.user)
    for u in [
        "/account/find-help/",
        "/account/find-help/link/",
        "/dashboard/",
        f"/find-help/{a.pk}/",
    ]:
        assert client.get(u).status_code == 200, u
    assert client.post("/account/find-help/", {"takes_new_consumers": "on"}).status_code == 302
    assert client.get("/find-help/?where=93650").status_code == 200
