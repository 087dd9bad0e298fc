"""The gazetteer: places of public sources under all their names. Nothing here comes from a report."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from maps.gazetteer.place import KINDS

_KIND_IN = f"kind IN ({', '.join(repr(kind) for kind in KINDS if kind != 'pin')})"


class PlaceSource(Base):
    """One imported file or package, with what its licence asks us to show."""

    __tablename__ = "place_source"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text, unique=True)
    licence: Mapped[str] = mapped_column(Text)
    attribution: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(Text, doc="SHA-256 of the file, hexadecimal")
    imported: Mapped[date]
    places: Mapped[int]
    left_out: Mapped[dict[str, int]] = mapped_column(JSONB, doc="reason -> rows")


class Place(Base):
    """One place. The id is made from source and reference, so that the same file gives the same rows."""

    __tablename__ = "place"
    __table_args__ = (CheckConstraint(_KIND_IN, name="place_kind_known"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("place_source.id", ondelete="CASCADE"), index=True)
    source_ref: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    centre: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326, spatial_index=True))
    accuracy_m: Mapped[int]
    importance: Mapped[float] = mapped_column(REAL, doc="0 to 1, from the source: population, class")
    names: Mapped[dict[str, list[str]]] = mapped_column(JSONB, doc="language -> names")


class PlaceKey(Base):
    """One exact key of one place; its point is repeated so that the index alone answers.

    Exact keys and skeletons are kept in tables of their own: an index for likeness on the same
    column would be chosen for equality too, at 300 times the cost.
    No foreign key: checked row by row it would double an import's time, and one function writes both tables.
    """

    __tablename__ = "place_key"
    __table_args__ = (
        Index(
            "place_key_key",
            "key",
            text("importance DESC"),
            postgresql_include=["place_id", "is_core", "lon", "lat"],
        ),
    )

    place_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    is_core: Mapped[bool] = mapped_column(doc="the name without its generic word")
    lon: Mapped[float] = mapped_column(REAL)
    lat: Mapped[float] = mapped_column(REAL)
    importance: Mapped[float] = mapped_column(REAL)


class PlaceSkeleton(Base):
    """One consonant skeleton of one place, with the form that tells it from others of the same shape."""

    __tablename__ = "place_skeleton"
    __table_args__ = (
        Index(
            "place_skeleton_skeleton",
            "skeleton",
            text("importance DESC"),
            postgresql_include=["place_id", "form", "is_latin", "is_core", "lon", "lat"],
        ),
    )

    place_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    skeleton: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    form: Mapped[str] = mapped_column(Text, primary_key=True)
    is_latin: Mapped[bool] = mapped_column(doc="the name is written in Latin letters")
    is_core: Mapped[bool]
    lon: Mapped[float] = mapped_column(REAL)
    lat: Mapped[float] = mapped_column(REAL)
    importance: Mapped[float] = mapped_column(REAL)


class PlaceWord(Base):
    """One word of the names of a source: where typos meet what was meant."""

    __tablename__ = "place_word"

    source_id: Mapped[int] = mapped_column(
        ForeignKey("place_source.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    uses: Mapped[int] = mapped_column(doc="places with the word in a name")
    squares: Mapped[int] = mapped_column(BigInteger, doc="where they lie: maps.gazetteer.wordlist.square")


class PlaceIndex(Base):
    """One source's words and keys, packed as a worker holds them (`app.places.index`)."""

    __tablename__ = "place_index"

    source_id: Mapped[int] = mapped_column(
        ForeignKey("place_source.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    edition: Mapped[UUID] = mapped_column(
        server_default=text("gen_random_uuid()"), doc="new with each import"
    )
    words: Mapped[bytes] = mapped_column(LargeBinary)
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    skeletons: Mapped[bytes] = mapped_column(LargeBinary)
