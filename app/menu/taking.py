"""What is made of an answer, a stage a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app import answers, conversation, prompts, understanding
from app.acts import performing
from app.menu import asking, talks
from app.menu.talks import Heard, Talk
from app.understanding import Choices, Understood
from sms import dialog
from sms.turn import Act, Effect, Question, Reply, State


def start(talk: Talk) -> Heard:
    """Which language, where there are several; else what happened."""
    if len(talk.here.config.languages) == 1:
        return asking.ask_what(talk, replace(talk.state, language=talk.here.config.languages[0]))
    lines = prompts.languages(talk.here.config.languages)
    spoken = tuple(zip(talk.here.config.languages, lines, strict=False))
    return Heard("\n".join(lines), "language", spoken=spoken)


def take_language(talk: Talk) -> Heard:
    """The language of the session."""
    chosen = talks.pick(talk.here.config.languages, talk.said) or talk.here.config.languages[0]
    return asking.ask_what(talk, replace(talk.state, language=chosen))


def take_what(talk: Talk) -> Heard:
    """A kind by its number, or on a phone with letters any words, the dialog's own among them."""
    if talk.said == talks.RECEIPT:
        return asking.ask_receipt(talk)
    group = talks.pick(prompts.GROUPS, talk.said)
    if group:
        heard = understanding.understand(talk.here, talk.connection, "", Choices(group=group))
        heard = replace(heard, draft=replace(heard.draft, is_certain=True))
    elif talk.is_voice or not talk.said or talk.said.isdigit():
        return asking.ask_what(talk, talk.state)
    else:
        heard = understanding.understand(talk.here, talk.connection, talk.said)
    return _correct(talk, heard) if talk.is_again else _converse(talk, heard)


def _correct(talk: Talk, heard: Understood) -> Heard:
    """What happened, in place of what was said before going back; then the next question of the menu."""
    scene = talks.to_scene(talk, heard, talk.state)
    performing.perform(scene, [Effect(Act.CORRECT, heard.text)])
    if heard.draft.is_emergency:
        return _answer_emergency(talk)
    if heard.finding.place and not heard.finding.is_open:
        return _keep_near(asking.ask_part(talk, talk.state), heard.finding.place.name)
    return _ask_place(talk, replace(talk.state, question=Question.WHERE))


def take_where(talk: Talk) -> Heard:
    """The place in words; several of that name are offered by number."""
    if talk.said == talks.SKIP:
        return _leave_question(talk)
    heard = understanding.understand(talk.here, talk.connection, talk.said)
    if heard.finding.candidates and heard.finding.is_open:
        options = [understanding.place_to_option(place) for place in heard.finding.candidates]
        return asking.offer(talk, talk.state, options)
    return _converse(talk, heard)


def take_which(talk: Talk) -> Heard:
    """One of the offered places, more of them, or none."""
    if talk.said == talks.SKIP:
        return _leave_question(talk)
    if talk.said == talks.MORE and talk.is_voice:
        return asking.offer_area(talk, talk.state, int(talk.extra.get("page", 0)) + 1)
    return _converse(talk, understanding.understand(talk.here, talk.connection, talk.said))


def _leave_question(talk: Talk) -> Heard:
    """Past an organizer's question to what else a receipt is good for; past the dialog's own to the next."""
    state = replace(talk.state, question=None)
    return asking.ask_act(talk, state) if "receipt" in talk.extra else asking.ask_part(talk, state)


def _converse(talk: Talk, heard: Understood) -> Heard:
    """The dialog's step over these words, done; then the next question of the menu."""
    candidates = heard.finding.candidates if heard.finding.is_open else ()
    said = conversation.to_said(heard, talk.inbound, choices=len(candidates))
    step = dialog.step(talk.state, said, now=talk.here.clock())
    options = talk.extra.get("options", ())
    effects = [_to_correction(effect) if talk.is_again else effect for effect in step.effects]
    outcome = performing.perform(talks.to_scene(talk, heard, step.state, options), effects)
    if outcome is None or step.reply is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    state = conversation.to_state(step, outcome)
    state = state and replace(state, language=talk.language)
    if state and state.question is Question.WHICH:
        return asking.offer(talk, state, [understanding.place_to_option(place) for place in candidates])
    if state and state.question is Question.WHERE:
        return _ask_place(talk, state)
    if state and step.reply.key == "noted" and state.report:
        is_told = heard.draft.part_of_day is not None
        asked = asking.ask_end(talk, state) if is_told else asking.ask_part(talk, state)
        return _keep_near(asked, _find_near(heard, effects, options))
    reply = replace(step.reply, language=talk.language)
    text = answers.fill(talk.here, reply, outcome.values) or ""
    return Heard(text, "what" if reply.key == "ask_what" else None, state)


def _to_correction(effect: Effect) -> Effect:
    return replace(effect, act=Act.CORRECT) if effect.act in (Act.ADD, Act.PLACE) else effect


def _ask_place(talk: Talk, state: State) -> Heard:
    return asking.offer_area(talk, state, 0) if talk.is_voice else asking.ask_where(talk, state)


def _find_near(heard: Understood, effects: Sequence[Effect], options: Sequence[Mapping[str, Any]]) -> str:
    """The name of the place that was just given; empty for none."""
    chosen = next((effect.choice for effect in effects if effect.choice), None)
    if chosen and chosen <= len(options):
        return str(options[chosen - 1]["name"])
    return heard.finding.place.name if heard.finding.place else ""


def _keep_near(heard: Heard, near: str) -> Heard:
    """The place kept for this session, so that help at its end is help near it."""
    return replace(heard, extra={**heard.extra, "near": near}) if near else heard


def _answer_emergency(talk: Talk) -> Heard:
    return Heard(answers.fill(talk.here, Reply("emergency", talk.language), {}) or "")


def take_part(talk: Talk) -> Heard:
    """The part of the day by its number, or in words where there are letters."""
    part = talks.pick(prompts.PARTS, talk.said)
    if talk.said == talks.SKIP and talk.state.question is Question.WHEN:
        return _leave_question(talk)
    words = "" if talk.is_voice or talk.said.isdigit() else talk.said
    if (part or words) and talk.state.report:
        heard = understanding.understand(talk.here, talk.connection, words, Choices(part_of_day=part))
        act = Act.CORRECT if talk.is_again else Act.ADD
        performing.perform(talks.to_scene(talk, heard, talk.state), [Effect(act, words)])
        if heard.draft.is_emergency:
            return _answer_emergency(talk)
    return asking.ask_end(talk, replace(talk.state, question=None))


def take_end(talk: Talk) -> Heard:
    """A receipt, or help near the place that was given, if they are asked for; else good-bye."""
    act = talks.pick((Act.RECEIPT, Act.SERVICES), talk.said)
    if act is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    heard = understanding.understand(talk.here, talk.connection, "")
    near = str(talk.extra.get("near", "")) if act is Act.SERVICES else ""
    outcome = performing.perform(talks.to_scene(talk, heard, talk.state), [Effect(act, near)])
    if outcome is None:
        return Heard(prompts.thanks(talk.here, talk.language))
    return Heard(answers.fill(talk.here, prompts.reply(act, talk.language), outcome.values) or "")
