"""gxstats: the router. Definitions say which pages there are; ui draws the frame and runs the chosen one."""

import os
from pathlib import Path

from gxstats import pipeline
from gxstats.showing import ui

ROOT = Path(__file__).parent

ui.run(ROOT, Path(os.environ.get("GXSTATS_DATA", ROOT / "data")), pipeline.ensure)
