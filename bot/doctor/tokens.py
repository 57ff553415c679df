"""Are the tokens of installed workspaces encrypted, and is their key here?"""

from collections.abc import Sequence

from slack_sdk.oauth.installation_store import Bot

from bot.app.config import ConfigError, Settings
from bot.app.keys import FILE, SETTING
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.doctor.storage import look
from bot.store.encryption import Cipher, is_encrypted
from bot.store.slack import installed_bots, stored_secrets

NAME = "stored tokens"
RESTORE = f"give the key back in {SETTING} or as {FILE} in the data folder; see docs/slack.md"


async def check_tokens(settings: Settings) -> tuple[list[Diagnosis], Sequence[Bot] | None]:
    """Look at the tokens in the database; return the bots they are of, where they can be read."""
    stored = await look(settings, stored_secrets)
    if not stored:
        return [], None if stored is None else []
    try:
        keys = settings.keys
    except ConfigError as exc:
        return [problem(NAME, str(exc), RESTORE)], None
    if not all(map(is_encrypted, stored)):
        return [warning(NAME, "some are not encrypted yet", "`quizmaster run` encrypts them")], None
    if keys is None:
        return [problem(NAME, "they are encrypted, and their key is gone", RESTORE)], None
    client_id, cipher = settings.slack_client_id or "", Cipher(keys.values)
    if not cipher.fits(stored):
        detail = f"they were encrypted with another key than {keys.whence} holds"
        return [problem(NAME, detail, RESTORE)], None
    bots = await look(settings, lambda database: installed_bots(database, client_id, cipher))
    return [ok(NAME, f"encrypted, with the key in {keys.whence}")], bots
