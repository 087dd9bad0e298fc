"""Keeps the made files in INSTANCE/site and in memory: a reader costs no query and no rendering."""

from __future__ import annotations

import importlib
import os
import secrets
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app import publication
from app.basemap import file
from app.deployment import Deployment
from app.errors import UnavailableError
from app.publication import Edition
from app.site import finished
from app.site.finished import File
from app.site.press import Press

if TYPE_CHECKING:
    from app.site.folder import Maker

LOOKED_AGAIN_AFTER = timedelta(seconds=60)
"""How old what a process knows of the chain may be; a release published on this machine is seen at once."""

CHANGED = "changed"
"""The file in INSTANCE/site that is touched when something was published or redrawn."""

ALL = ".all"
"""The file in an edition's folder that lists its files once all of them are made."""

NEWEST = ".newest"
"""The file in INSTANCE/site that names the folder whose files were all made last."""

SMALL = 1024 * 1024
"""Files above this many bytes are read from the disk each time."""


@dataclass(slots=True)
class _Known:
    """What a process knows of the chain, and when and how it learnt it."""

    edition: Edition
    since: datetime
    until: datetime
    mark: int


@dataclass(slots=True)
class Shelf:
    """The public site of one deployment; safe to use from several threads and processes."""

    here: Deployment
    press: Press
    ready: dict[str, File] = field(default_factory=dict)
    _known: _Known | None = None
    _whole: str = ""
    _all: frozenset[str] = frozenset()
    _marked: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._marked = str(self.root / CHANGED)

    @property
    def root(self) -> Path:
        """The folder of all editions."""
        return self.here.config.instance / "site"

    @property
    def is_current(self) -> bool:
        """Whether what is in memory is what is public now."""
        known = self._known
        return (
            known is not None
            and known.since <= self.here.clock() < known.until
            and known.mark == _read_mark(self._marked)
        )

    def edition(self) -> Edition:
        """What is public now.

        Raises:
            UnavailableError: the database does not answer and nothing is known yet.
        """
        with self._lock:
            if not self.is_current:
                try:
                    self._look()
                except UnavailableError:
                    # Readers go on with what was public a minute ago; a database that is down is not theirs.
                    if self._known is None:
                        raise
            assert self._known is not None
            return self._known.edition

    def _look(self) -> None:
        mark, now = _read_mark(self._marked), self.here.local_now()
        day = None if self.here.config.is_demonstration else now.date()
        midnight = datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
        # A demonstration shows releases of a moved clock too.
        with self.here.database.public.connect() as connection:
            public = publication.load(connection, day, self.press.languages)
            edition = replace(public, ground=file.find_version(self.here))
        if self._known is None or self._known.edition.key != edition.key:
            self.ready = {}
        else:
            edition = self._known.edition
        self._known = _Known(edition, now, min(now + LOOKED_AGAIN_AFTER, midnight), mark)

    def find_ready(self, path: str) -> File | None:
        """A file of the site as it is now, where it is in memory: nothing is waited for."""
        return self.ready.get(path) if self.is_current else None

    def find(self, path: str) -> File | None:
        """A file of the site as it is now, made if nobody asked for it before; None if there is none."""
        at_hand = self.find_ready(path)
        if at_hand:
            return at_hand
        try:
            edition = self.edition()
        except UnavailableError:
            return self._find_kept(path)
        ready = self.ready
        if path in ready:
            return ready[path]
        place = self.folder(edition) / path
        if not self._is_made(edition, path):
            make = None if self._is_whole(edition) else contents(self.press, edition).get(path)
            if make is None:
                return None
            if not place.exists():
                _write(place, make())
        found = finished.finish(path, place.read_bytes())
        if len(found.bodies[""]) <= SMALL:
            ready[path] = found
        return found

    def _find_kept(self, path: str) -> File:
        """A file of the newest whole edition on the disk, for a process that started without a database.

        Raises:
            UnavailableError: there is none.
        """
        try:
            folder = self.root / (self.root / NEWEST).read_text("utf-8")
            if path in (folder / ALL).read_text("utf-8").splitlines():
                return finished.finish(path, (folder / path).read_bytes())
        except FileNotFoundError:
            pass
        raise UnavailableError

    def _is_made(self, edition: Edition, path: str) -> bool:
        return self._is_whole(edition) and path in self._all and (self.folder(edition) / path).exists()

    def _is_whole(self, edition: Edition) -> bool:
        """Whether the tick made every file of this edition: then no server needs to know how."""
        if self._whole != edition.key:
            try:
                self._all = frozenset((self.folder(edition) / ALL).read_text("utf-8").splitlines())
            except FileNotFoundError:
                return False
            self._whole = edition.key
        return True

    def folder(self, edition: Edition) -> Path:
        """Where this edition's files are, as this program makes them."""
        return self.root / f"{edition.key}-{self.press.key}"

    def make_all(self) -> int:
        """Make what is missing of what is public now, remove older editions; gives how many were made."""
        edition = self.edition()
        folder, made = self.folder(edition), 0
        makers = contents(self.press, edition)
        for path, make in makers.items():
            if not (folder / path).exists():
                _write(folder / path, make())
                made += 1
        _write(folder / ALL, "\n".join(makers).encode())
        _write(self.root / NEWEST, folder.name.encode())
        for old in sorted(self.root.iterdir()):
            if old.is_dir() and old != folder:
                shutil.rmtree(old, ignore_errors=True)
        return made


def contents(press: Press, edition: Edition) -> Mapping[str, Maker]:
    """The makers of all files by path.

    Their module is loaded at the first call: what draws maps and posters takes a worker 60 MB, and where the
    tick has made the files, no worker ever draws one.
    """
    made: Mapping[str, Maker] = importlib.import_module("app.site.book").contents(press, edition)
    return made


def _read_mark(path: str) -> int:
    """When something public changed on this machine; 0 where nothing ever did."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116  # asked at every request: a path object costs more
    except FileNotFoundError:
        return 0


def announce(instance: Path) -> None:
    """Tell every process of this machine that something public changed."""
    _write(instance / "site" / CHANGED, b"")


def _write(place: Path, body: bytes) -> None:
    """Put the whole file there at once: a reader sees all of it or none, whoever else writes it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    beside.write_bytes(body)
    beside.replace(place)
