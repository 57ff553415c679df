"""`python -m bot` is the console script `quizmaster`."""

from bot.app.cli import main

main()
