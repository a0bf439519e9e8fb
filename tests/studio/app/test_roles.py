"""Whose is what: every route, asked by its owner, by another person, and by nobody."""

import pytest

from tests.optional import need

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
    from tests.studio.stand_ins import Model
    from tfstyle.studio.painting import Models

    studio.painter.models = Models(lambda name: Model(200))
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


# Of a picture of Ada's: whose it is shared with, who asks that it be deleted, the answer. Tea
# teaches Ada and Ben; Tom teaches neither.
MODERATED = [
    ("private", "root", 404), ("private", "tea", 404), ("private", "ben", 404),
    ("class", "root", 404), ("class", "tea", 204), ("class", "tom", 404), ("class", "ben", 404),
    ("published", "root", 204), ("published", "tea", 204), ("published", "tom", 404),
    ("published", "ben", 404),
    ("published", "ada", 204), ("class", "ada", 204), ("class", None, 401),
]  # fmt: skip


@pytest.fixture
def school(tmp_path):
    """Return the services of a studio with real tables, and browsers of who is there."""
    for module in ("sqlalchemy", "alembic", "fastapi", "httpx"):
        need(module)
    from tests.studio.stand_ins import stored_rooms
    from tests.studio.stores import new_store
    from tfstyle.studio.database.schema import Classroom, Membership, User

    new_store(tmp_path).db.close()  # tables that are made already: quicker
    rooms = stored_rooms(tmp_path, "ada", "ben", "tea", "tom", "root", accounts=True)
    with rooms.db.session() as session:
        for name, role in (("tea", "teacher"), ("tom", "teacher"), ("root", "admin")):
            session.get(User, f"id-{name}").role = role
        session.add(Classroom(id="room", name="9b", teacher_id="id-tea"))
        session.flush()
        for name in ("ada", "ben"):
            session.add(Membership(classroom_id="room", user_id=f"id-{name}"))
    yield rooms
    rooms.db.close()


@pytest.mark.parametrize(("visibility", "who", "wanted"), MODERATED)
def test_who_may_remove_what_is_shared(school, browse_in, photo, visibility, who, wanted):
    picture = school.pictures.add("id-ada", photo)
    school.pictures.share(picture.id, visibility, owner_id="id-ada")
    answer = browse_in(school, who).delete(f"/pictures/{picture.id}")
    assert answer.status_code == wanted, answer.text
    assert len(school.pictures.list("id-ada")) == (wanted != 204)
    assert len(list(school.blobs.list())) == (wanted != 204)


@pytest.mark.parametrize(("visibility", "who", "wanted"), MODERATED[:-1])
def test_works_styles_and_comments_go_as_pictures_do(school, photo, visibility, who, wanted):
    from tfstyle.errors import NotFoundError
    from tfstyle.studio.database.schema import Comment

    gallery, library, viewer = school.gallery, school.library, f"id-{who}"
    painting = school.pictures.add("id-ada", photo, kind="painting")
    style = library.add_painting("id-ada", painting.id, "Sun", "my own", "me")
    library.share(style.id, "id-ada", visibility)
    work = gallery.keep("id-ada", photo, {})
    gallery.share(work.id, visibility, owner_id="id-ada")
    comment = gallery.comments.add(work.id, "Hm", author_id="id-ada")
    assert (style.id in library.removable(viewer)) == (wanted == 204)
    for delete in (
        lambda: gallery.comments.delete(comment.id, viewer_id=viewer),
        lambda: gallery.delete(work.id, viewer_id=viewer),
        lambda: library.delete(style.id, viewer),
    ):
        if wanted == 204:
            delete()
        else:
            with pytest.raises(NotFoundError):
                delete()
    with school.db.reading() as session:
        assert (session.get(Comment, comment.id) is None) == (wanted == 204)
    assert school.pictures.info(painting.id, viewer_id="id-ada")  # private, and stays


def test_a_comment_is_its_authors_and_the_owners_of_the_work(school, photo):
    from tfstyle.errors import NotFoundError

    gallery = school.gallery
    work = gallery.keep("id-ada", photo, {})
    gallery.share(work.id, "class", owner_id="id-ada")
    said = gallery.comments.add(work.id, "Hm", author_id="id-ben")
    told = {
        who: gallery.comments.list(work.id, viewer_id=f"id-{who}")[0].may_delete
        for who in ("ada", "ben", "tea")
    }
    assert told == {"ada": True, "ben": True, "tea": True}
    with pytest.raises(NotFoundError):
        gallery.comments.delete(said.id, viewer_id="id-root")


def test_the_zoos_styles_stay(school):
    from tfstyle.errors import NotFoundError

    style = next(one for one in school.library.styles("id-root") if one.owner_id is None)
    assert style.id not in school.library.removable("id-root")
    for change in (
        lambda: school.library.delete(style.id, "id-root"),
        lambda: school.library.share(style.id, "id-root", "private"),
    ):
        with pytest.raises(NotFoundError):
            change()


TRAINS = [
    ("private", "tea", "NotFoundError"), ("class", "ben", "NotAllowedError"),
    ("class", "tea", None), ("class", "tom", "NotFoundError"),
    ("published", "ben", "NotAllowedError"), ("published", "tom", None),
    ("published", "root", None), ("private", "ada", None),
]  # fmt: skip


@pytest.mark.parametrize(("visibility", "who", "wanted"), TRAINS)
@pytest.mark.parametrize("kind", ["train_style", "train_domains"])
def test_who_may_train_from_what(school, photo, kind, visibility, who, wanted):
    from tfstyle.studio.jobs import Jobs

    picture = school.pictures.add("id-ada", photo)
    school.pictures.share(picture.id, visibility, owner_id="id-ada")
    own = school.pictures.add(f"id-{who}", photo).id
    payload = {
        "train_style": {"picture_id": picture.id, "photographs": [own]},
        "train_domains": {"a": [own, own], "b": [own, picture.id]},
    }[kind]
    jobs = Jobs(school.db)
    if wanted is None:
        assert jobs.add(f"id-{who}", kind, payload)
        return
    with pytest.raises(Exception) as refused:
        jobs.add(f"id-{who}", kind, payload)
    assert type(refused.value).__name__ == wanted and jobs.list(f"id-{who}") == []


def test_a_disabled_teacher_removes_nothing(school, photo):
    from tfstyle.errors import NotFoundError
    from tfstyle.studio.database.schema import User

    picture = school.pictures.add("id-ada", photo)
    school.pictures.share(picture.id, "class", owner_id="id-ada")
    with school.db.session() as session:
        session.get(User, "id-tea").disabled = True
    with pytest.raises(NotFoundError):
        school.pictures.delete(picture.id, viewer_id="id-tea")
