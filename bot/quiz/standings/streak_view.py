"""How a streak reads: its days, and the freezes it holds."""

from bot.i18n.messages import say
from content.schema import Language


def streak_line(language: Language, days: int, freezes: int, saved: int = 0) -> str:
    """Return a streak and its freezes, and how many have just saved it."""
    facts = [say(language, "streak-days", days=days)]
    if saved:
        facts.append(say(language, "streak-saved", freezes=saved))
    if freezes:
        facts.append(say(language, "streak-freezes", freezes=freezes))
    return " · ".join(facts)


def streak_cell(days: int, freezes: int) -> str:
    """Return a streak as short as a column wants it; there a freeze is a snowflake."""
    return f"🔥 {days} {'❄' * freezes}".rstrip() if days else ""
