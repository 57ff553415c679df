"""Turning the pages of a card."""

from bot.i18n.messages import say
from bot.quiz.cards import Action
from bot.quiz.model import Invocation
from content.schema import Language

MAX_PAGE = 10_000


def page_of(invocation: Invocation) -> int:
    """Return the page that is asked for, counted from 1."""
    return min(max(1, int(invocation.args.get("page") or 1)), MAX_PAGE)


def turns(
    language: Language, command: str, page: int, *, has_more: bool, **args: str
) -> tuple[Action, ...]:
    """Return the buttons to the pages before and after, counted from 1; none where there are no
    others."""
    if page == 1 and not has_more:
        return ()
    there = {"previous": (page - 1, page > 1), "following": (page + 1, has_more)}
    return tuple(
        Action(
            label=say(language, f"action-{name}"),
            command=command,
            args={**args, "page": str(turned)},
            disabled=not is_there,
            replaces=True,
        )
        for name, (turned, is_there) in there.items()
    )
