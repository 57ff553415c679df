"""`python -m bot` is the console script `quizmaster`."""

from bot.cli import main

main()
