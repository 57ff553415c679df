"""The stand-in for Slack itself: what the bot's client does on it can be read back."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.e2e.slack_door import RESPONSES
from tests.e2e.slack_emulator import MINA, SlackEmulator

pytestmark = [pytest.mark.emulator, pytest.mark.asyncio(loop_scope="module")]

TITLE = {"type": "plain_text", "text": "답하기"}
MODAL = {"type": "modal", "callback_id": "answer", "title": TITLE, "blocks": []}


@pytest.fixture
def client(slack: SlackEmulator) -> AsyncWebClient:
    return AsyncWebClient(slack.token, base_url=slack.api_base)


def section(text: str) -> list[dict[str, Any]]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_reads_that_the_client_sends_in_the_query_are_answered(
    slack: SlackEmulator, client: AsyncWebClient
) -> None:
    channel = await slack.new_channel()
    assert (await client.conversations_info(channel=channel))["channel"]["is_member"]
    mina = slack.users[MINA]
    assert (await client.users_info(user=mina, include_locale=True))["user"]["locale"] == "ko-KR"
    assert "locale" not in (await client.users_info(user=mina))["user"]


async def test_trigger_opens_one_modal(slack: SlackEmulator, client: AsyncWebClient) -> None:
    trigger = await slack.trigger_id(MINA)
    opened = await client.views_open(trigger_id=trigger, view=MODAL)
    assert (await slack.views(MINA))[-1]["id"] == opened["view"]["id"]
    again = client.views_open(trigger_id=trigger, view=MODAL)
    assert await refusal(again) == "exchanged_trigger_id"
    spent = client.views_open(trigger_id=await slack.spent_trigger_id(MINA), view=MODAL)
    assert await refusal(spent) == "exchanged_trigger_id"


async def test_what_the_bot_may_not_do_is_refused(
    slack: SlackEmulator, client: AsyncWebClient
) -> None:
    secret = await slack.new_channel(is_private=True, has_bot=False)
    assert await refusal(client.chat_postMessage(channel=secret, text="?")) == "not_in_channel"
    assert await refusal(client.pins_list(channel=secret)) == "missing_scope"
    stranger = AsyncWebClient("xoxb-stranger", base_url=slack.api_base)
    assert await refusal(stranger.auth_test()) == "invalid_auth"


async def test_response_url_takes_five_messages(slack: SlackEmulator) -> None:
    channel = await slack.new_channel()
    url = slack.door.response_url(channel, slack.users[MINA])
    webhook = AsyncWebhookClient(url)
    told = [await webhook.send(text=f"{n}") for n in range(RESPONSES + 1)]
    assert [one.status_code for one in told] == [200] * RESPONSES + [404]
    assert [one.text for one in await slack.ephemerals(channel, MINA)] == ["0", "1", "2", "3", "4"]
