"""What is planned and still to come."""

from datetime import date

from bot.quiz.model import Channel
from bot.quiz.plans.model import Plan
from bot.quiz.rounds import schedule
from bot.quiz.store import Store


async def coming(store: Store, channel: Channel, today: date) -> list[Plan]:
    """Return what is planned from today on, without what was asked already."""
    taken = await schedule.taken(store, channel, today)
    plans = await store.plans(channel.id, today)
    return [plan for plan in plans if plan.local_date > taken.get(plan.slot, date.min)]
