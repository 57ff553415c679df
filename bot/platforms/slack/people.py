"""The people of a workspace: what they are called, their language, and who runs the place.

Slack tells none of this with what somebody does, so it is asked for and remembered for a while.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.platforms.slack.identity import language, member_id, workspace_id
from bot.platforms.slack.refusals import FAILURES
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.errors import StoreAway
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import Member, MemberId
from bot.quiz.ports import Clock
from bot.quiz.store import Members
from bot.quiz.zones import known_zone
from content.schema import Language

log = logging.getLogger(__name__)

FRESH = timedelta(days=1)
MEET_AGAIN = timedelta(seconds=20)
ASK_S = 1.0
CHOICE_S = 0.3  # of the three seconds that Slack waits
MAX_KNOWN = 20_000
PAGE = 200
MAX_PAGES = 10
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    language: Language
    is_admin: bool
    asked_at: datetime
    timezone: str | None = None


class People:
    """Knows people by workspace and user id."""

    def __init__(self, members: Members, clock: Clock) -> None:
        self._members = members
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], Person] = OrderedDict()
        self._choices: OrderedDict[MemberId, Language] = OrderedDict()
        self._met: dict[str, datetime] = {}
        self._large: set[str] = set()
        self._locks = KeyedLocks()

    async def meet(self, workspace: Workspace) -> None:
        """Get to know a workspace's members at once, for they may come in a crowd."""
        self._met[workspace.team] = self._clock.now()
        cursor = ""
        for _ in range(MAX_PAGES):
            page = await workspace.client.users_list(limit=PAGE, cursor=cursor, include_locale=True)
            for user in page.get("members") or []:
                if not (user.get("deleted") or user.get("is_bot")):
                    self.note(workspace, user)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
            self._large.add(workspace.team)

    def note(self, workspace: Workspace, user: Mapping[str, Any]) -> Person:
        """Remember what Slack says of a user."""
        profile = user.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
        name = next(filter(None, (*names, user.get("name"))), user["id"])
        is_admin = bool(user.get("is_admin") or user.get("is_owner")) and _is_at_home(
            workspace, user
        )
        spoken = language(str(user.get("locale") or ""))
        zone = known_zone(str(user.get("tz") or ""))
        name, timezone = str(name)[:MAX_NAME], zone.key if zone else None
        person = Person(name, spoken, is_admin, self._clock.now(), timezone)
        self._known[workspace.team, user["id"]] = person
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return person

    async def member(
        self, workspace: Workspace, user: str, called: str = "", max_age: timedelta = FRESH
    ) -> Member:
        """Return a user as a member; `called` is what Slack calls them here, should all else fail.

        Whether they run the place is the workspace's word; of a channel, `ChannelDirectory` knows
        more.
        """
        person = self._known.get((workspace.team, user))
        if person is None or self._clock.now() - person.asked_at > max_age:
            person = await self._asked(workspace, user, max_age) or person
        id = member_id(workspace.team, user)
        if person is None:
            stored = await self._members.member(id)
            if stored is None:
                return Member(id, workspace_id(workspace.team), called or user, "en")
            # What was kept may be the rights in their own conversation.
            return replace(stored, is_admin=False)
        return Member(
            id,
            workspace_id(workspace.team),
            person.name,
            person.language,
            person.is_admin,
            person.timezone,
        )

    def knows(self, workspace: Workspace, user: str) -> bool:
        """Tell whether Slack has said who a user is, and so whether they run the place."""
        return (workspace.team, user) in self._known

    async def language(self, team: str, user: str) -> Language:
        """Return the language a user chose to read, without asking Slack for what else it is.

        English if that is not known yet.
        """
        person = self._known.get((team, user))
        return await self._chosen(member_id(team, user), person.language if person else "en")

    async def chosen_language(self, member: Member) -> Language:
        """Return the language a member chose to read, or else Slack's."""
        return await self._chosen(member.id, member.language)

    async def _chosen(self, id: MemberId, otherwise: Language) -> Language:
        """Return what a member chose to read; what they chose last while the store is away."""
        try:
            async with asyncio.timeout(CHOICE_S):
                stored = await self._members.member(id)
        except (StoreAway, TimeoutError):
            return self._choices.get(id, otherwise)
        self._choices[id] = chosen = stored.language if stored else otherwise
        if len(self._choices) > MAX_KNOWN:
            self._choices.popitem(last=False)
        return chosen

    async def _asked(self, workspace: Workspace, user: str, max_age: timedelta) -> Person | None:
        try:
            async with asyncio.timeout(ASK_S):
                if (workspace.team, user) not in self._known:
                    await self._meet_newcomers(workspace)
                known = self._known.get((workspace.team, user))
                if known and self._clock.now() - known.asked_at <= max_age:
                    return known
                response = await workspace.client.users_info(user=user, include_locale=True)
        except FAILURES as exc:
            log.info("somebody of %s is not known: %s", workspace.team, exc)
            return None
        return self.note(workspace, response["user"])

    async def _meet_newcomers(self, workspace: Workspace) -> None:
        """Look through a small workspace again: who is new there may not come alone."""
        async with self._locks.of(workspace.team):
            met = self._met.get(workspace.team)
            if met is None or (
                workspace.team not in self._large and self._clock.now() - met > MEET_AGAIN
            ):
                await self.meet(workspace)


def _is_at_home(workspace: Workspace, user: Mapping[str, Any]) -> bool:
    """Tell whether a user belongs to the workspace, and does not only share a channel with it."""
    teams = (user.get("enterprise_user") or {}).get("teams") or []
    return user.get("team_id", workspace.team) == workspace.team or workspace.team in teams
