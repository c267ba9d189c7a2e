"""How well the speech server speaks and clones, measured by programs that have no part in making the speech."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before onnxruntime is loaded: its builds report to their maker by default
