from __future__ import annotations

import json

import pytest

from sms import parse, training
from sms.training import Example
from sms.weights import Weights

# Here people say "chased" for what the lexicon calls following, and mean touching.
LOCAL = [("he chased me near the bus", "touching"), ("they whistled at me", "catcalls")] * 6


@pytest.fixture(scope="module")
def learnt() -> Weights:
    return training.train(Example(text, frozenset({kind})) for text, kind in LOCAL)


def test_training_takes_up_how_people_speak_here(learnt: Weights) -> None:
    assert learnt.rank(parse.features("someone chased me"))[0] == "touching"
    assert learnt.rank(parse.features("a boy whistled"))[0] == "catcalls"


def test_weights_hold_words_of_the_lexicons_only() -> None:
    texts = [("Zebediah chased me in Quuxville", "following"), ("Zebediah whistled", "catcalls")] * 6

    weights = training.train(Example(text, frozenset({kind})) for text, kind in texts)

    assert not any("zeb" in name or "quux" in name for name in weights.rows)


def test_a_word_of_few_reports_gets_no_weight() -> None:
    rare = [("he grabbed my scarf with a knife", "threats")] * (training.MIN_REPORTS - 1)

    weights = training.train(Example(text, frozenset({kind})) for text, kind in [*LOCAL, *rare])

    assert "threats" not in weights.labels
    assert not any("knife" in name for name in weights.rows)


def test_weights_survive_being_written_down(learnt: Weights) -> None:
    assert Weights.from_json(json.loads(json.dumps(learnt.to_json()))) == learnt


def test_weights_of_a_kind_that_is_gone_are_dropped(learnt: Weights) -> None:
    data = learnt.to_json() | {"labels": ["gone", "catcalls"]}

    assert Weights.from_json(data).labels == ("catcalls",)


def test_weights_of_the_wrong_shape_are_refused(learnt: Weights) -> None:
    data = learnt.to_json() | {"bias": [0.0]}

    with pytest.raises(ValueError, match="length"):
        Weights.from_json(data)


def test_nothing_to_learn_from_gives_weights_that_rank_nothing() -> None:
    weights = training.train([])

    assert weights.rank(parse.features("he followed me")) == ()
