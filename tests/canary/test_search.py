"""The search itself: a canary is found in every form, wherever it lies."""

from __future__ import annotations

import base64
import gzip
import io
import os
import zipfile
import zlib
from collections import Counter

import pytest

from tests.canary import forms, marks, search

PERSON = marks.make("sms", 123)
NET = search.Net(
    {pattern: ("sms", form) for _, value in PERSON.canaries() for form, pattern in forms.write(value)}
)


@pytest.mark.parametrize("form", forms.FORMS)
@pytest.mark.parametrize("kind", [kind for kind, _ in PERSON.canaries()])
def test_every_form_of_every_canary_is_found(kind: str, form: str) -> None:
    value = dict(PERSON.canaries())[kind]
    planted = [pattern for name, pattern in forms.write(value) if name == form]

    found = [NET.cast(os.urandom(1000) + pattern + os.urandom(1000))[("sms", form)] for pattern in planted]

    assert all(found)
    assert planted or form in ("digits", "percent")


@pytest.mark.parametrize("shift", range(9))
def test_a_canary_across_two_windows_is_found_once(shift: int) -> None:
    pattern = PERSON.name.encode()
    before = os.urandom(search.WINDOW - shift)

    found = NET.cast(before + pattern + os.urandom(64))

    assert found == Counter({("sms", "plain"): 1})


def _zip(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside", data)
    return file.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, _zip], ids=["gzip", "zlib", "zip"])
def test_a_compressed_canary_is_found(pack: object) -> None:
    packed = pack(PERSON.word.encode() * 3)  # type: ignore[operator]  # three ways to compress bytes

    assert NET.cast(os.urandom(77) + packed + os.urandom(77))[("sms", "gzip")] == 3


@pytest.mark.parametrize("shift", range(3))
def test_base64_is_found_at_every_alignment(shift: int) -> None:
    text = base64.b64encode(b"x" * shift + PERSON.email.encode() + b"after")

    assert NET.cast(text)[("sms", "base64")] >= 1


def test_random_bytes_hold_no_canary() -> None:
    assert not NET.cast(os.urandom(4 << 20))
