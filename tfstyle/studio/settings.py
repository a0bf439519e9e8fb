"""What a studio is started with: one frozen object that everything reads."""

import contextlib
import dataclasses
import ipaddress
import os
import secrets
from pathlib import Path

from tfstyle.errors import UnsupportedOptionError

HOME = "TFSTYLE_STUDIO"
PORT = 8600
_MB = 2**20


def default_home() -> Path:
    """Return where a studio keeps its things: `TFSTYLE_STUDIO`, or beside one's other data."""
    if given := os.environ.get(HOME):
        return Path(given)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "tfstyle" / "studio"


@dataclasses.dataclass(frozen=True, kw_only=True)
class StudioSettings:
    """How a studio is run.

    Attributes:
        home: the folder of everything: `studio.db`, `blobs`, `runs`, `secret`.
        host: the address it listens at.
        port: 0 for any that is free.
        database: its URL; SQLite in the home if `None`.
        storage: a folder or `s3://…` for blobs; in the home if `None`.
        accounts: people log in; always so where it listens beyond this computer.
        allowed_hosts: names that browsers may call it by, beside its address: a page elsewhere that
            turns its own name into 127.0.0.1 must not reach it.
        secure_cookies: cookies for https alone, as behind a proxy that speaks it.
        max_upload_bytes: of one file.
        max_pixels: of one picture.
        max_video_bytes: of one video that comes in.
        max_video_seconds: likewise.
        worker: do the jobs in this process' own worker.
        serve: presets that the REST server answers for.
        warm: load the library's models at the start.

    Raises:
        UnsupportedOptionError: values that do not go together.

    Example:
        >>> StudioSettings(home=Path("x"), host="0.0.0.0").accounts
        True
    """

    home: Path = dataclasses.field(default_factory=default_home)
    host: str = "127.0.0.1"
    port: int = PORT
    database: str | None = None
    storage: str | None = None
    accounts: bool = False
    allowed_hosts: tuple[str, ...] = ()
    secure_cookies: bool = False
    max_upload_bytes: int = 32 * _MB
    max_pixels: int = 40_000_000
    max_video_bytes: int = 128 * _MB
    max_video_seconds: float = 180.0
    worker: bool = True
    serve: tuple[str, ...] = ("fast_style_multi",)
    warm: bool = True

    def __post_init__(self):
        object.__setattr__(self, "home", Path(self.home))
        if not is_loopback(self.host):
            object.__setattr__(self, "accounts", True)
        limits = (
            self.max_upload_bytes, self.max_pixels, self.max_video_bytes, self.max_video_seconds
        )  # fmt: skip
        if min(limits) < 1:
            raise UnsupportedOptionError("Limits of uploads must be positive.")

    @property
    def database_url(self) -> str:
        """The database's address."""
        return self.database or f"sqlite:///{self.home / 'studio.db'}"

    @property
    def storage_place(self) -> str:
        """The address or folder of the blobs."""
        return self.storage or str(self.home / "blobs")

    def hosts(self) -> frozenset[str]:
        """Return the names that a request may call this studio by, without port; all if empty."""
        if not is_loopback(self.host) and not self.allowed_hosts:
            return frozenset()
        return frozenset({"localhost", "127.0.0.1", "::1", self.host, *self.allowed_hosts})


def is_loopback(host: str) -> bool:
    """Return whether an address is this computer's own, which nobody else reaches.

    Example:
        >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
        (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secret_of(home: Path) -> bytes:
    """Return the studio's secret, made at the first start and readable by its owner alone."""
    path = Path(home, "secret")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Of two studios that start at once on one disk, both read what came first, whole.
        beside = path.with_name(f"secret.{secrets.token_hex(8)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        try:
            with contextlib.suppress(FileExistsError):
                os.link(beside, path)
        finally:
            beside.unlink()
    return path.read_bytes()
