"""Tokens: who may read, write or administer a service, in a file that keeps no token itself.

The file holds the SHA-256 of each token. A slow hash (bcrypt, Argon2) protects words that people choose; these tokens are 256
random bits, which nobody finds by trying however fast the hash is, and each request has to be checked. The tokens of the
environment (:func:`of_environment`) are chosen by people, but are never written anywhere.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Any

from posgraph import __version__
from posgraph.errors import StoreError, UnknownName, UsageError

try:
    import fcntl
except ImportError:  # Windows: two commands at once are not kept apart there
    fcntl = None  # type: ignore[assignment]

FILE = "tokens.json"
"""The name of the file in a store folder."""

FORMAT = 1
RIGHTS = ("read", "write", "admin")
"""What a token may do; each right holds those before it."""

ENVIRONMENT = "environment"
"""The name of whoever comes with a token of the environment."""

LEAST = 16
"""Characters that a token of the environment has at least."""

LOOKS = re.compile(r"pg_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
"""What the text of a token looks like: its id, then 256 bits."""

_NAME = re.compile(r"\w[\w.@-]{0,63}")
_RESERVED = (ENVIRONMENT, "anonymous")
_SPAN = re.compile(r"([1-9][0-9]{0,5})([dh])")


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. ``id`` and ``created`` are empty for one of the environment, which no file holds."""

    id: str
    name: str
    right: str
    sha256: str
    created: datetime | None = None
    expires: datetime | None = None
    revoked: datetime | None = None

    def state(self, now: datetime) -> str:
        """``active``, ``expired`` or ``revoked``.

        >>> Token("", "a", "read", "", expires=datetime(2026, 1, 1, tzinfo=UTC)).state(datetime(2026, 1, 1, tzinfo=UTC))
        'expired'
        """
        if self.revoked:
            return "revoked"
        return "expired" if self.expires and now >= self.expires else "active"

    def to_dict(self) -> dict[str, str | None]:
        """The token as the file has it."""
        times = {name: _written(getattr(self, name)) for name in ("created", "expires", "revoked")}
        return {"id": self.id, "name": self.name, "right": self.right, "sha256": self.sha256, **times}


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of a file, with those of the environment, if any."""

    items: tuple[Token, ...] = ()

    def has_id(self, text: str) -> bool:
        """True where a text names a token of the file: 256 bits are then still to be guessed."""
        found = LOOKS.fullmatch(text)
        return found is not None and any(token.id == found[1] for token in self.items)

    def find(self, text: str) -> Token | None:
        """The token with this text, whatever its state; of several in the environment the one that may do most.

        Every one that it could be is compared whole, whether it fits or not; an id is no secret.

        >>> made, text = made_for("editor", "write", datetime(2026, 1, 1, tzinfo=UTC))
        >>> Tokens((made,)).find(text).name, Tokens((made,)).find(text[:-1])
        ('editor', None)
        """
        given, looks = digest(text), LOOKS.fullmatch(text)
        possible = [token for token in self.items if not token.id or (looks and token.id == looks[1])]
        fitting = [token for token in possible if compare_digest(token.sha256, given)]
        return max(fitting, key=lambda token: RIGHTS.index(token.right), default=None)

    def named(self, text: str) -> Token:
        """The token of this id or name, one in use before one that is revoked. Raises UnknownName with what comes near."""
        fitting = [token for token in self.items if text in (token.id, token.name)]
        if fitting:
            return min(fitting, key=lambda token: (token.id != text, token.revoked is not None))
        known = [word for token in self.items if not token.revoked for word in (token.name, token.id)]
        names = ", ".join(sorted(token.name for token in self.items if not token.revoked)) or "none; the file has no token in use"
        raise UnknownName("token", text, f"the id or name of a token: {names}", next(iter(get_close_matches(text, known, 1)), ""))


def digest(text: str) -> str:
    """What is kept of a token's text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def made_for(name: str, right: str, now: datetime, expires: datetime | None = None) -> tuple[Token, str]:
    """A new token and its text, which is nowhere else."""
    id = secrets.token_hex(4)
    text = f"pg_{id}_{secrets.token_urlsafe(32)}"
    return Token(id, name, right, digest(text), now, expires), text


def of_environment(texts: Mapping[str, str | None]) -> Tokens:
    """The tokens that a person chose, by right: those of POSGRAPH_READ_TOKEN, POSGRAPH_WRITE_TOKEN and POSGRAPH_ADMIN_TOKEN.

    Raises UsageError, which does not repeat it, where one is short or could not travel in a header.

    >>> [token.right for token in of_environment({"write": "0123456789abcdef", "admin": None}).items]
    ['write']
    """
    found = []
    for right, text in texts.items():
        if not text:
            continue
        if len(text) < LEAST or not re.fullmatch(r"[!-~]+", text):
            expected = f"at least {LEAST} letters, digits or signs of ASCII, without blanks; openssl rand -hex 32 makes one"
            raise UsageError(f"POSGRAPH_{right.upper()}_TOKEN", "", expected)
        found.append(Token("", ENVIRONMENT, right, digest(text)))
    return Tokens(tuple(found))


def create(file: Path, name: str, right: str, now: datetime, expires: datetime | None = None) -> tuple[Token, str]:
    """Put a new token into a file, made if it is not there; the token and its text. Raises UsageError, StoreError, OSError."""
    if right not in RIGHTS:
        raise UsageError("right", right, f"one of: {', '.join(RIGHTS)}", next(iter(get_close_matches(right, RIGHTS, 1)), ""))
    if not _NAME.fullmatch(name) or name in _RESERVED or re.fullmatch("[0-9a-f]{8}", name):
        raise UsageError("name", name, f"letters, digits, . @ _ and -, at most 64; not an id, and not {' or '.join(_RESERVED)}")
    if expires and expires <= now:
        raise UsageError("expires", _written(expires), "a time that is still to come")
    with _alone(file):
        tokens = read(file)
        if any(token.name == name and not token.revoked for token in tokens.items):
            raise UsageError(
                "name", name, "a name that no token has; revoke that one first, or list all with posgraph token list"
            )
        made, text = made_for(name, right, now, expires)
        while any(token.id == made.id for token in tokens.items):
            made, text = made_for(name, right, now, expires)
        _write(file, Tokens((*tokens.items, made)))
    return made, text


def revoke(file: Path, text: str, now: datetime) -> Token:
    """Revoke the token of this id or name; the token as it was before. Raises UnknownName, StoreError, OSError."""
    with _alone(file):
        tokens = read(file)
        found = tokens.named(text)
        if not found.revoked:
            _write(file, Tokens(tuple(replace(token, revoked=now) if token is found else token for token in tokens.items)))
    return found


def read(file: Path) -> Tokens:
    """The tokens of a file; none where there is no file. Raises StoreError where it cannot be read, is newer, or where anybody
    on the machine could write tokens of their own into it.
    """
    try:
        if os.name == "posix" and file.stat().st_mode & stat.S_IWOTH:
            raise StoreError(f"{file} can be written by everybody on this machine, who could make tokens; chmod 600 {file}")
        found = json.loads(file.read_text(encoding="utf-8"))
        format = found["format"]
        if isinstance(format, int) and format > FORMAT:
            raise StoreError(
                f"{file} has token format {format}; this posgraph {__version__} reads up to {FORMAT}: install a newer one"
            )
        tokens = Tokens(tuple(_read(each) for each in found["tokens"]))
    except FileNotFoundError:
        return Tokens()
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}); it must belong to the user who runs posgraph") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{file} is no file of tokens ({type(error).__name__}); restore it, or move it away and make new tokens"
        ) from error
    if format != FORMAT:
        raise StoreError(f"{file} is no file of tokens of format {FORMAT}; restore it, or move it away and make new tokens")
    return tokens


def expiry(text: str, now: datetime) -> datetime:
    """The moment that a day (its end, in UTC) or a span such as ``90d`` or ``12h`` names. Raises UsageError.

    >>> expiry("2027-01-31", datetime(2026, 1, 1, tzinfo=UTC)).isoformat(), expiry("12h", datetime(2026, 1, 1, tzinfo=UTC)).hour
    ('2027-02-01T00:00:00+00:00', 12)
    """
    try:
        if span := _SPAN.fullmatch(text):
            return now + timedelta(**{"days" if span[2] == "d" else "hours": int(span[1])})
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        pass
    raise UsageError("expires", text, "a day of the calendar, as 2027-01-31, or a span of days or hours, as 90d or 12h")


class Watched:
    """The tokens of a file as they are now: it is looked at once a second at most, and read when it has changed."""

    def __init__(self, file: Path, seconds: float = 1.0) -> None:
        self._file, self._seconds = file, seconds
        self._looked, self._tokens, self._error = float("-inf"), Tokens(), ""
        self._seen: tuple[int, ...] | None = None

    def tokens(self, clock: float, tell: Callable[[str], object]) -> Tokens:
        """The tokens at a time of a monotonic clock. Raises StoreError as long as the file cannot be read: nobody is to keep
        a right that may have been revoked. ``tell`` is told once.
        """
        if clock - self._looked >= self._seconds:
            self._looked = clock
            seen = _seen(self._file)
            if seen != self._seen or self._error:
                self._look(seen, tell)
        if self._error:
            raise StoreError(self._error)
        return self._tokens

    def _look(self, seen: tuple[int, ...] | None, tell: Callable[[str], object]) -> None:
        try:
            self._tokens, self._error = read(self._file), ""
        except StoreError as error:
            if str(error) != self._error:
                tell(str(error))
            self._tokens, self._error = Tokens(), str(error)
        self._seen = seen


def _seen(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(entry: Mapping[str, Any]) -> Token:
    id, name, right, hash = (str(entry[key]) for key in ("id", "name", "right", "sha256"))
    if right not in RIGHTS or not re.fullmatch("[0-9a-f]{64}", hash):
        raise ValueError(name)
    times = [datetime.fromisoformat(text) if (text := entry.get(key)) else None for key in ("created", "expires", "revoked")]
    if any(time and time.tzinfo is None for time in times):
        raise ValueError(name)
    return Token(id, name, right, hash, *times)


def _written(time: datetime | None) -> str | None:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def _write(file: Path, tokens: Tokens) -> None:
    """Write the file whole or not at all, for its owner alone."""
    shown = {"format": FORMAT, "posgraph": __version__, "tokens": [token.to_dict() for token in tokens.items]}
    new = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with open(_private(new, os.O_WRONLY | os.O_TRUNC), "w", encoding="utf-8") as out:
            out.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
            out.flush()
            os.fsync(out.fileno())
        _give(new, file if file.exists() else file.parent)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    with suppress(OSError):  # a folder cannot be opened on Windows
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _private(path: Path, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)


def _give(path: Path, like: Path) -> None:
    """Let root's file belong to whom the old one, or the folder, belongs: the service may run as another user."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep other commands from the file for the time; the lock ends with the process in whatever way."""
    lock = file.with_name(f".{file.name}.lock")
    held = _private(lock, os.O_RDWR)
    try:
        _give(lock, file.parent)
        if fcntl is not None:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
