"""Where a bot's own compute keeps results, beside those of other bots on the same data folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from bot.app.config import ConfigError
from content.held import held

LOCK = "bot.lock"


@contextmanager
def results_folder(data_dir: Path) -> Iterator[Path]:
    """Have a folder to oneself for our child's results.

    The first bot of a data folder has that itself, others `compute-2`, `compute-3` … in it. The
    child holds it, too: of a bot that was killed, the child may take a while to end.

    Raises:
        ConfigError: nothing can be kept there.
    """
    with ExitStack() as stack:
        for number in count(1):
            folder = data_dir if number == 1 else data_dir / f"compute-{number}"
            try:
                stack.enter_context(held(folder / LOCK))
                break
            except BlockingIOError:
                continue
            except OSError as exc:
                raise ConfigError(f"{str(folder)!r} can't be used: {exc.strerror}") from exc
        yield folder
