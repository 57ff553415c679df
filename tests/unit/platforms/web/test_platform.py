"""What the playground brings into the bot's process."""

import os
import subprocess
import sys
from pathlib import Path


def test_import_brings_no_plotting_and_no_model(tmp_path: Path) -> None:
    heavy = "{'matplotlib', 'pandas', 'plotly', 'torch', 'numpy', 'sqlalchemy'}"
    code = f"import sys, bot.platforms.web.platform; print({heavy} & sys.modules.keys() or 'lean')"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "lean", done.stderr
    assert not any(tmp_path.iterdir())
