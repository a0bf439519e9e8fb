"""What every store of bytes does: on disk, and behind a URL."""

import os
import threading
import time

import pytest

from tests.optional import need
from tfstyle.errors import DataError, IntegrityError, NotFoundError, StorageError

need("sqlalchemy")

KINDS = ["disk", "memory", pytest.param("s3", marks=pytest.mark.exhaustive)]
NOWHERE = "0" * 64


@pytest.fixture(scope="module")
def s3():
    """A local server that speaks S3: how a bucket of it is opened."""
    server = need("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = need("boto3").client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="ada",
        aws_secret_access_key="secret",
    )  # fmt: skip
    client.create_bucket(Bucket="studio")
    client.close()
    yield {
        "endpoint": endpoint, "access_key_id": "ada", "secret_access_key": "secret",
        "region": "us-east-1", "client_options": {"allow_http": True},
    }  # fmt: skip
    server.stop()


@pytest.fixture(params=KINDS)
def blobs(request, tmp_path):
    from tfstyle.studio.blobs import open_blobs

    if request.param == "disk":
        return open_blobs(tmp_path / "blobs")
    need("obstore")
    if request.param == "memory":
        return open_blobs("memory:///")
    return open_blobs(f"s3://studio/{tmp_path.name}", **request.getfixturevalue("s3"))


def test_bytes_come_back_by_their_sha256(blobs):
    import hashlib

    data = os.urandom(70_000)
    sha256 = blobs.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert blobs.get(sha256) == data and blobs.exists(sha256)
    with blobs.open(sha256) as file:
        assert file.read() == data


def test_the_same_bytes_are_kept_once(blobs):
    first, again, other = blobs.put(b"same"), blobs.put(b"same"), blobs.put(b"")
    assert first == again
    told = {entry.sha256: entry.size for entry in blobs.list()}
    assert told == {first: 4, other: 0}
    assert all(abs(entry.modified - time.time()) < 600 for entry in blobs.list())


def test_deleted_is_gone_and_can_come_again(blobs):
    sha256 = blobs.put(b"bytes")
    blobs.delete(sha256)
    blobs.delete(sha256)
    assert not blobs.exists(sha256) and list(blobs.list()) == []
    with pytest.raises(NotFoundError):
        blobs.get(sha256)
    assert blobs.put(b"bytes") == sha256 and blobs.get(sha256) == b"bytes"


@pytest.mark.parametrize(
    "name", ["", NOWHERE, "../../etc/passwd", "a" * 63, "A" * 64, "/" * 64, "0" * 63 + "\n", None]
)
def test_what_is_no_name_is_not_there(blobs, name):
    assert not blobs.exists(name)
    for read in (blobs.get, blobs.open):
        with pytest.raises(NotFoundError):
            read(name)
    blobs.delete(name)


def test_threads_that_put_the_same_bytes_do_not_meet(blobs):
    data, failed = os.urandom(1000), []

    def put():
        try:
            for _ in range(5):
                blobs.get(blobs.put(data))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(list(blobs.list())) == 1


def test_on_disk_a_file_lies_where_its_name_says(tmp_path):
    from tfstyle.studio.blobs import DiskBlobs

    sha256 = DiskBlobs(tmp_path).put(b"bytes")
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file == tmp_path / sha256[:2] / sha256[2:4] / sha256


def test_damaged_bytes_are_told(tmp_path):
    from tfstyle.studio.blobs import DiskBlobs

    blobs = DiskBlobs(tmp_path)
    sha256 = blobs.put(b"bytes")
    (tmp_path / sha256[:2] / sha256[2:4] / sha256).write_bytes(b"bytez")
    with pytest.raises(IntegrityError, match="restore a backup"):
        blobs.get(sha256)


def test_what_a_killed_writer_left_is_no_entry_and_is_removed(tmp_path):
    from tfstyle.studio.blobs import DiskBlobs

    blobs = DiskBlobs(tmp_path)
    sha256 = blobs.put(b"bytes")
    left = tmp_path / sha256[:2] / sha256[2:4] / ".tmp-tfstyle-abcdefgh"
    left.write_bytes(b"byt")
    other = left.with_name("notes.txt")
    other.write_text("of the user", "utf-8")
    assert [entry.sha256 for entry in blobs.list()] == [sha256]
    blobs.tidy()
    assert not left.exists() and other.exists() and blobs.exists(sha256)


def test_a_disk_that_cannot_be_written_is_told(tmp_path):
    from tfstyle.studio.blobs import DiskBlobs

    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="a file, not a directory"):
        DiskBlobs(tmp_path / "file").put(b"bytes")


def test_a_url_of_no_store_is_told():
    need("obstore")
    from tfstyle.studio.blobs import open_blobs

    with pytest.raises(DataError, match="cannot be opened"):
        open_blobs("gopher://somewhere/else")


@pytest.mark.exhaustive
def test_a_bucket_that_is_not_there_is_told(s3):
    from tfstyle.studio.blobs import open_blobs

    blobs = open_blobs("s3://nobodys", **s3)
    with pytest.raises(StorageError, match="that the bucket is there"):
        blobs.put(b"bytes")
    with pytest.raises(NotFoundError):
        blobs.get(NOWHERE)


def test_a_disk_that_is_full_keeps_what_was_there_and_loses_the_new(store):
    pytest.importorskip("resource", reason="no limits of files here")
    from tests.files.limits import most_bytes
    from tests.studio.stores import picture
    from tfstyle.studio.database.schema import Picture

    ada = store.person("ada")
    kept = store.pictures.add(ada, picture(1, (40, 30)))
    big = picture(2, (300, 200))
    with most_bytes(100_000), pytest.raises(StorageError):
        store.pictures.add(ada, big)
    assert store.stored() == {kept.blob_sha256} and store.rows(Picture) == 1
    assert store.pictures.original(kept.id, owner_id=ada) == picture(1, (40, 30))
    left = [path for path in store.blobs.directory.rglob("*") if path.is_file()]
    assert len(left) == 1
    store.pictures.add(ada, big)
