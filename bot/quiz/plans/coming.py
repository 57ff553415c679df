"""What is planned and still to come."""

from datetime import date

from bot.quiz.model import Channel
from bot.quiz.plans.model import Plan, Plans
from bot.quiz.rounds import schedule


async def coming(store: Plans, channel: Channel, today: date, taken: schedule.Taken) -> list[Plan]:
    """Return what is planned from today on, without slots that are `taken` already."""
    plans = await store.plans(channel.id, today)
    return [plan for plan in plans if plan.local_date > taken.get(plan.slot, date.min)]
