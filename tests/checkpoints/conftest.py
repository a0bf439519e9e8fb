import pytest

from tfstyle.checkpoints import read


@pytest.fixture
def read_bytes(tmp_path):
    """Return a function that reads a checkpoint from bytes."""

    def read_bytes(data, **options):
        path = tmp_path / "checkpoint"
        path.write_bytes(data)
        return read(path, **options)

    return read_bytes
