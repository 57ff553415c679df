"""What holds for all tests: none of them touches the data of whoever runs them."""

import os
import tempfile

os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="quizmaster-tests-")
