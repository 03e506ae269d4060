"""Makes real files, with libraries that reading does not use for them where there are any."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
