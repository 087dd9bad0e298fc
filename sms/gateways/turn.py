"""One turn of a menu over USSD or voice: what someone pressed or typed, and what they see or hear next."""

from __future__ import annotations

from dataclasses import dataclass, field

from sms.message import Inbound


@dataclass(frozen=True, slots=True)
class Turn:
    """What a caller did. `inputs` are all answers of the session so far, oldest first; none at its start.

    `inbound` carries the sender as messages do, with the session's id as its id and the last input as its
    text, so that `identity` alone reads who it is. `is_over` says that the caller has gone.
    """

    inbound: Inbound
    inputs: tuple[str, ...] = field(default=(), repr=False)
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What the dialog says next, and whether it ends there.

    Over voice, `digits` is how many keys to wait for (any number up to the hash key when 0), `language` the
    text's tag, and `audio_url` a recording to play instead of reading the text aloud. Where a text is of
    several languages, `spoken` has its parts, each after its tag: no voice reads all of them.
    """

    text: str = field(repr=False)
    is_last: bool = False
    digits: int = 1
    language: str = "en"
    audio_url: str | None = None
    spoken: tuple[tuple[str, str], ...] = field(default=(), repr=False)
