"""Where tests that send no files keep none."""

import os
from pathlib import Path

from bot.platforms.web.uploads import Uploads

NO_UPLOADS = Uploads(Path(os.devnull))
