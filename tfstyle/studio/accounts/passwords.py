"""Hashes of passwords that are slow on purpose: argon2id."""

import contextlib
import threading
from typing import Any


class Passwords:
    """Makes and checks hashes; for all threads.

    A hash takes 64 MiB and some 50 ms with the parameters that argon2-cffi recommends, and a studio
    that everyone logs into at once must live: no more than `at_once` are made at a time.

    Args:
        at_once: how many hashes are made at the same time.
        **parameters: of `argon2.PasswordHasher`: `time_cost`, `memory_cost` in KiB, `parallelism`;
            its defaults if not given. Hashes of weaker ones are made again when their password
            comes by.

    Example:
        >>> passwords = Passwords(time_cost=1, memory_cost=8, parallelism=1)
        >>> made = passwords.hash("correct horse")
        >>> passwords.fits(made, "correct horse"), passwords.fits(made, "battery staple")
        (True, False)
    """

    def __init__(self, *, at_once: int = 4, **parameters: Any):
        from argon2 import PasswordHasher

        self._hasher = PasswordHasher(**parameters)
        self._turns = threading.BoundedSemaphore(at_once)
        self._nobodys = self.hash("of nobody, for the time it takes")

    def hash(self, password: str) -> str:
        """Return the hash of a password, with its salt and parameters."""
        with self._turns:
            return self._hasher.hash(password)

    def fits(self, made: str | None, password: str) -> bool:
        """Return whether a hash is a password's; without a hash no, as slowly."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        with self._turns, contextlib.suppress(Argon2Error, InvalidHashError):
            return self._hasher.verify(made or self._nobodys, password) and made is not None
        return False

    def is_weak(self, made: str) -> bool:
        """Return whether a hash was made with other parameters than these."""
        return self._hasher.check_needs_rehash(made)
