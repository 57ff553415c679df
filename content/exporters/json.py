"""The deck as JSON: exactly what the schema holds, follow-ups inside their main question."""

import json

from content.loader import Bank


def export(bank: Bank, title: str) -> str:
    """Return an object of the deck's `name` and its `questions`, each valid by the schema."""
    questions = [main.model_dump(mode="json") for main in bank.mains()]
    deck = {"name": title, "questions": questions}
    return json.dumps(deck, ensure_ascii=False, indent=2) + "\n"
