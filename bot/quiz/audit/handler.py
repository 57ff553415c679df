"""Admins read who changed what in their channel."""

from bot.quiz.audit import view as views
from bot.quiz.channels import channel_of
from bot.quiz.model import Invocation
from bot.quiz.paging import page_of
from bot.quiz.ports import Reply
from bot.quiz.store import Store

PAGE = 8


class AuditList:
    """Handler of `quiz audit`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def show(self, invocation: Invocation, reply: Reply) -> None:
        channel = await channel_of(invocation, self._store)
        page = page_of(invocation)
        found = await self._store.entries(channel.id, PAGE + 1, PAGE * (page - 1))
        entries, has_more = found[:PAGE], len(found) > PAGE
        names = {
            id: member.name
            for id in {id for entry in entries for id in entry.names}
            if (member := await self._store.member(id))
        }
        language = invocation.member.language
        await reply.show(
            views.audit_list(language, channel, entries, names, page, has_more=has_more)
        )
