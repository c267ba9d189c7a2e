"""Small weights for Pocket-TTS: its own classes with a few random numbers, in its own file formats.

    python -m tests.speech.pocket_weights make ROOT NAME...      write models, each with an encoder of its own
    python -m tests.speech.pocket_weights compare ROOT           how far our loading is from the package's, as JSON

Runs where the extra is: `PYTHONPATH=.venv-pocket/lib/python3.11/site-packages`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FRAMES = 26  # of 80 ms: six at least, and twenty after the end of speech, which these weights find at once
TRANSFORMER = {
    "d_model": 16,
    "num_heads": 2,
    "num_layers": 1,
    "layer_scale": 0.01,
    "context": 20,
    "dim_feedforward": 32,
}
SEANET = {"dimension": 16, "channels": 1, "n_filters": 4, "n_residual_layers": 1, "ratios": [6, 5, 4], "kernel_size": 7}
SEANET |= {"residual_kernel_size": 3, "last_kernel_size": 3, "dilation_base": 2, "pad_mode": "constant", "compress": 2}


def configuration(name: str, symbols: int) -> dict[str, Any]:
    """As the package's own `english.yaml`, but small; the paths are those of the hub."""
    table = {"dim": 32, "n_bins": symbols, "tokenizer": "tokenizers"}
    table |= {"tokenizer_path": f"hf://kyutai/pocket-tts/languages/{name}/tokenizer.json@cafe"}
    backbone = {"d_model": 32, "hidden_scale": 2, "max_period": 10000, "num_heads": 2, "num_layers": 2}
    codec = {"dtype": "float32", "sample_rate": 24000, "inner_dim": 8, "outer_dim": 16, "channels": 1}
    codec |= {"frame_rate": 12.5, "seanet": SEANET, "quantizer": {"dimension": 8, "output_dimension": 16}}
    return {
        "weights_path": f"hf://kyutai/pocket-tts/languages/{name}/model.safetensors@cafe",
        "weights_path_without_voice_cloning": f"hf://kyutai/none/languages/{name}/model.safetensors@cafe",
        "default_eos_threshold": -1e9,
        "model_recommended_frames_after_eos": FRAMES - 6,
        "flow_lm": {
            "dtype": "float32",
            "insert_bos_before_voice": True,
            "flow": {"depth": 1, "dim": 16},
            "transformer": backbone,
            "lookup_table": table,
        },
        "mimi": codec | {"transformer": TRANSFORMER | {"input_dimension": 16, "output_dimensions": [16]}},
    }


def make(root: Path, name: str, seed: int, *, cloning: bool = True) -> None:
    import torch
    import yaml
    from pocket_tts.models.mimi import build_mimi
    from pocket_tts.models.tts_model import TTSModel
    from pocket_tts.utils.config import Config
    from safetensors.torch import save_file

    folder = root / "languages" / name
    folder.mkdir(parents=True)
    symbols = tokenizer(folder / "tokenizer.json")
    settings = configuration(name, symbols)
    (folder / "config.yaml").write_text(yaml.safe_dump(settings))
    settings["flow_lm"]["lookup_table"]["tokenizer_path"] = str(folder / "tokenizer.json")
    config = Config(**settings)
    torch.manual_seed(seed)
    model = TTSModel._from_pydantic_config(config, 0.3, 1, None, 0.0, origin=None)
    projection = torch.randn(32, 8) if cloning else torch.zeros(32, 8)
    model.flow_lm.speaker_proj_weight = torch.nn.Parameter(projection)
    model.mimi = build_mimi(config.mimi)
    save_file(model.state_dict(), folder / "model.safetensors")


def tokenizer(path: Path) -> int:
    """One symbol a byte; how many there are."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={symbol: number for number, symbol in enumerate(alphabet)}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    made.decoder = decoders.ByteLevel()
    made.save(str(path))
    return len(alphabet)


def compare(root: Path) -> dict[str, float]:
    """The same recording and text through our file of latents, and through the package's own public way."""
    import numpy as np
    import torch

    from bot.speech.engine.pocket.files import weights_of
    from bot.speech.engine.pocket.model import PocketModel

    weights = weights_of("en-us", root)
    assert weights
    model = PocketModel(weights)
    beats = np.sin(np.arange(120_000) / 20) * np.sin(np.arange(120_000) / 4000)
    recording = (0.3 * beats).astype(np.float32)
    heard = model.hear(recording)
    ours = [model.say("Hello there.", heard) for _ in range(2)]
    state = model._model.get_state_for_audio_prompt(torch.from_numpy(recording)[None])
    torch.manual_seed(0)
    theirs = model._model.generate_audio(state, "Hello there.").numpy()
    other = model.say("Hello there.", model.hear(recording[::-1].copy()))
    return {
        "bytes": len(heard),
        "again": float(np.abs(ours[0] - ours[1]).max()),
        "package": float(np.abs(ours[0] - theirs).max()),
        "somebody_else": float(np.abs(ours[0] - other).max()),
    }


if __name__ == "__main__":
    command, place, *names = sys.argv[1:]
    if command == "make":
        for number, asked in enumerate(names):
            make(Path(place), asked, number, cloning=asked != "german")
    else:
        sys.stdout.write(json.dumps(compare(Path(place))))
