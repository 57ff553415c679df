"""The language of a button, which its presser reads from then on."""

from bot.quiz.model import Invocation
from bot.quiz.preferences.model import PreferenceStore
from content.schema import LANGUAGES, Language


async def chosen(invocation: Invocation, store: PreferenceStore) -> Language:
    """Return the language an invocation asks for, and keep it as the member's choice.

    One that names none is answered in the language they read already.
    """
    member = invocation.member
    asked = invocation.args.get("language")
    language = next((one for one in LANGUAGES if one == asked), member.language)
    if language != member.language:
        await store.save_language(member.id, language)
    return language
