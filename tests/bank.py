"""The questions that come with the bot, read once: nothing changes them."""

from content.loader import load

BANK = load()
