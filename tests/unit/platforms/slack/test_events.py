"""What somebody did, read from payloads as Slack sends them and as it never would."""

from typing import Any

import pytest

from bot.platforms.slack.events import event_of, of_event, of_interaction, of_slash

TEAM, USER = {"id": "T1"}, {"id": "U1", "name": "mina", "team_id": "T1"}


def pressed(**container: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": TEAM,
        "user": USER,
        "channel": {"id": "C1", "name": "study"},
        "container": {"type": "message", "message_ts": "1.2", **container},
        "response_url": "https://hooks.slack.com/actions/x",
        "trigger_id": "1.2.3",
    }


def test_a_press_tells_who_pressed_what_where() -> None:
    event = of_interaction(pressed())
    assert (event.team, event.user, event.called) == ("T1", "U1", "mina")
    assert (event.channel, event.message, event.root) == ("C1", "1.2", "1.2")


def test_answers_go_under_the_thread_or_else_a_message_that_all_see() -> None:
    assert of_interaction(pressed(thread_ts="1.0")).root == "1.0"
    assert of_interaction(pressed(is_ephemeral=True, thread_ts="1.0")).root == "1.0"
    assert of_interaction(pressed(is_ephemeral=True)).root == ""


def test_a_form_is_in_no_channel() -> None:
    body = {"type": "view_submission", "team": TEAM, "user": USER, "view": {"id": "V1"}}
    assert of_interaction(body).channel == ""


def test_a_command_brings_its_own_way_back() -> None:
    body = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "response_url": "https://x"}
    assert (of_slash(body).channel, of_slash(body).url) == ("C1", "https://x")


def test_the_same_payload_is_the_same_event() -> None:
    assert event_of(pressed()) == event_of(pressed())
    assert event_of(pressed()) != event_of(pressed(thread_ts="1.0"))
    assert event_of({"event_id": "Ev1", "retry": 1}) == event_of({"event_id": "Ev1"})


@pytest.mark.parametrize("odd", [{}, {"team": [], "user": 3}, {"user": {"id": 7}}, {"event": "x"}])
def test_odd_payloads_are_visits_of_nobody(odd: dict[str, Any]) -> None:
    for read in (of_slash, of_interaction, of_event):
        assert (read(odd).user, read(odd).channel) == ("", "")
