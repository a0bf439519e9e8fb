"""Whose is what: every route, asked by its owner, by another person, and by nobody."""

import pytest

# Every route: method, address, what its owner is answered, another person, and nobody (a browser
# that did not log in). {picture}, {style} and {work} are Ada's, and private.
TABLE = [
    ("GET", "/pictures/{picture}", 200, 404, 401),
    ("GET", "/pictures/{picture}/thumb?size=96", 200, 404, 401),
    ("GET", "/pictures/{picture}/in/{style}", 200, 404, 401),
    ("GET", "/works/{work}/download?format=jpeg", 200, 404, 401),
    ("GET", "/works.zip?ids={work}", 200, 404, 401),
    ("GET", "/styles/{trained}/file", 200, 404, 401),
    ("POST", "/pictures", 201, 201, 401),
    ("POST", "/styles", 422, 422, 401),
    ("POST", "/videos", 201, 201, 401),
    ("DELETE", "/pictures/{picture}", 204, 404, 401),
    ("GET", "/healthz", 200, 200, 200),
    ("POST", "/log-in", 303, 303, 303),
    ("POST", "/log-out", 303, 303, 401),
    ("POST", "/accept", 303, 303, 303),
]


@pytest.fixture
def things(studio, photo, monkeypatch):
    from tests.studio.painting.fakes import FakeModel
    from tfstyle.studio.painting import Models

    studio.painter.models = Models(lambda name: FakeModel(200))
    picture = studio.pictures.add("id-ada", photo, kind="photo")
    painting = studio.pictures.add("id-ada", photo, kind="painting")
    with studio.db.session() as session:
        from tfstyle.studio.database.schema import Blob, Picture

        for one in (painting,):
            session.add(Blob(sha256=one.blob_sha256, size=1, media_type="image/png"))
            session.flush()
            session.add(Picture(id=one.id, owner_id="id-ada", blob_sha256=one.blob_sha256,
                                kind="painting", width=40, height=30))  # fmt: skip
    style = studio.library.add_painting("id-ada", painting.id, "Sun", "my own", "me")
    monkeypatch.setattr(type(studio.library), "export", _exported)
    from tfstyle.studio.painting.recipe import make_recipe, step

    recipe = make_recipe(picture.blob_sha256, None, [step("wave", "0" * 64, title="W")], {})
    work = studio.gallery.keep("id-ada", photo, recipe, picture.id)
    return {"picture": picture.id, "style": style.id, "work": work.id, "trained": style.id}


def _exported(library, style_id, *, viewer_id):
    library.get(style_id, viewer_id=viewer_id)
    return b"PK"


@pytest.mark.parametrize(("method", "address", "owner", "other", "nobody"), TABLE)
def test_whose_is_what(browse, things, photo, method, address, owner, other, nobody):
    for name, wanted in ((None, nobody), ("bob", other), ("ada", owner)):
        client = browse(name)
        if method == "POST" and address in ("/pictures", "/videos"):
            answer = client.post(address, files={"file": ("../../x.png", photo)})
        elif method == "POST" and address != "/styles":
            token = client.headers["x-csrf-token"]
            answer = client.post(address, data={"csrf": token}, follow_redirects=False)
        elif method == "POST":
            answer = client.post(address, files={"file": ("x", b"no preset")})
        else:
            answer = client.request(method, address.format(**things), follow_redirects=False)
        assert answer.status_code == wanted, (name, answer.text)


def test_the_table_has_every_route(studio):
    from tfstyle.studio.app import make_studio
    from tfstyle.studio.routes import doors, files, uploads, videos

    app = make_studio(studio.settings, studio, pages=False)
    found = [route for one in (files, uploads, videos, doors) for route in one.router.routes]
    found += [route for route in app.routes if hasattr(route, "methods")]
    routes = {(method, route.path) for route in found for method in route.methods}
    plain = {"picture": "{picture_id}", "style": "{style_id}", "work": "{work_id}",
             "trained": "{style_id}"}  # fmt: skip
    assert {(row[0], row[1].partition("?")[0].format(**plain)) for row in TABLE} == routes


def test_what_is_not_there_is_told_like_what_is_not_theirs(browse, things):
    client = browse("bob")
    theirs = client.get(f"/pictures/{things['picture']}")
    nothing = client.get(f"/pictures/{'0' * 32}")
    assert (theirs.status_code, theirs.json()) == (nothing.status_code, nothing.json())
