"""What a server allows: one frozen object that everything of REST reads."""

import dataclasses

from tfstyle.serving.cors import check_origins

_MB = 2**20


@dataclasses.dataclass(frozen=True)
class Settings:
    """How much a REST server takes, how long it waits, and whom it answers.

    Attributes:
        max_body_bytes: of a request, unpacked; more is answered 413. A float picture of 1024 x 1024
            is 64 MB in the longest JSON.
        held_bytes: of all requests together, and of what is made of their JSON while it is read;
            more is answered 503. A picture's JSON of 64 MB may take 300 MB while it is read.
        seconds: a request may take for its answer, waiting included; then it is answered 504.
        body_seconds: a client may take for sending its body, or it is answered 408; and for reading
            its answer.
        token: every request has to send as `Authorization: Bearer TOKEN`, the probes left out;
            nobody has to if it is `None`. Metrics need it, too: they tell models and traffic, and
            Prometheus can send it.
        threads: that read and write JSON. It is work in Python: more of them are not faster.
        gzip_bytes: answers in JSON from this size on are packed for who accepts it.
        cors_origins: of pages whose scripts may ask and read the answers, e.g.
            `("https://gallery.example",)`; `("*",)` is every page there is, and no choice with a
            token.

    Raises:
        ValueError: a number is not positive, the token is empty or no ASCII, or an origin is none.
    """

    max_body_bytes: int = 64 * _MB
    held_bytes: int = 1024 * _MB
    seconds: float = 60.0
    body_seconds: float = 60.0
    token: str | None = dataclasses.field(default=None, repr=False)
    threads: int = 2
    gzip_bytes: int = 1024
    cors_origins: tuple[str, ...] = ()

    def __post_init__(self):
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and not value > 0:
                raise ValueError(f"{field.name} must be positive. Received: {value}")
        if self.token is not None and not (self.token and self.token.isascii()):
            raise ValueError("The token must be ASCII and not empty.")
        check_origins(self.cors_origins, token=self.token is not None)
