"""Why a request cannot be answered: one error with gRPC's codes, and what HTTP calls them."""

from tfstyle.errors import TfstyleError

# gRPC's name of a code to the status of HTTP. TensorFlow Serving has the same table.
HTTP_STATUS = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "CANCELLED": 499,
    "INTERNAL": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}


class ServingError(TfstyleError, RuntimeError):
    """A request cannot be answered; the message is for whoever sent it.

    It never holds a path of this computer.

    Args:
        code: gRPC's name of what is wrong, of `HTTP_STATUS`.
        message: what came, what was expected.
        status: of HTTP, where it is not the code's (413 of a body that is too large).
        retry_after: seconds after which it may work, for `RESOURCE_EXHAUSTED` and `UNAVAILABLE`.

    Example:
        >>> ServingError("NOT_FOUND", "no such model").status
        404
    """

    def __init__(self, code: str, message: str, *, status=None, retry_after: int | None = None):
        super().__init__(message)
        self.code = code
        self.status = HTTP_STATUS[code] if status is None else status
        self.retry_after = retry_after
