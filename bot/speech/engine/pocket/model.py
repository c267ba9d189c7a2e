"""Pocket-TTS itself. The one file that imports torch and the package; both read local files only.

The package can make a voice from a recording, or from a file with the whole attention cache (6 MB for 10 s). What is kept
here lies between the two: the latents of its encoder, from which the cache is made again in the same steps as in
`TTSModel.get_state_for_audio_prompt` of pocket-tts 4.0.1. They are the package's inner functions: hence the exact pin.
"""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.speech.engine import RATE, codec
from bot.speech.engine.pocket.files import BadWeights, Weights

if TYPE_CHECKING:
    from pocket_tts import TTSModel

    from bot.speech.engine import Samples

_SEED = 0  # the model draws noise; the same text shall be the same clip
_VOICES = 4  # attention caches that stay in memory


class PocketModel:
    """One language. Raises `ImportError` without the extra, and what the package raises for weights that do not fit."""

    def __init__(self, weights: Weights) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's library when it is imported, which is now
        self._model = _opened(weights)
        self._state = lru_cache(maxsize=_VOICES)(self._state_of)

    def hear(self, recording: Samples) -> bytes:
        """Latents as float16, 12.5 frames a second; raises `BadWeights` for weights that are published without cloning."""
        import torch
        from pocket_tts.data.audio_utils import end_on_pause

        rate = self._model.sample_rate
        sound = recording if rate == RATE else codec.resample(recording, RATE, rate)
        with torch.inference_mode():
            prompt = end_on_pause(torch.from_numpy(sound)[None], rate)
            latents = self._model.mimi.encode_to_latent(prompt[None])[0]
        if not self._model.flow_lm.speaker_proj_weight.any() or not float(latents.std(0).max()) > 0:
            raise BadWeights("these weights cannot clone")
        heard: bytes = latents.to(torch.float16).numpy().astype("<f2").tobytes()
        return heard

    def say(self, text: str, heard: bytes) -> Samples:
        """The package cuts long texts itself; its length is bounded by that of the text."""
        import torch

        state = self._state(heard)
        torch.manual_seed(_SEED)  # after the state, whose making draws noise too
        sound: Samples = self._model.generate_audio(state, text).numpy()
        rate = self._model.sample_rate
        return sound if rate == RATE else codec.resample(sound, rate, RATE)

    def _state_of(self, heard: bytes) -> dict[str, Any]:
        import numpy as np
        import torch
        from pocket_tts.modules.stateful_module import init_states

        flow = self._model.flow_lm
        latents = np.frombuffer(heard, "<f2").astype(np.float32).reshape(1, -1, flow.speaker_proj_weight.shape[1])
        with torch.no_grad():
            prompt = torch.nn.functional.linear(torch.from_numpy(latents), flow.speaker_proj_weight)
            if flow.insert_bos_before_voice:
                prompt = torch.cat([flow.bos_before_voice, prompt], dim=1)
            state: dict[str, Any] = init_states(flow, batch_size=1, sequence_length=prompt.shape[1])
            self._model._run_flow_lm_and_increment_step(model_state=state, audio_conditioning=prompt)  # noqa: SLF001
        return state


def _opened(weights: Weights) -> TTSModel:
    """The package wants a configuration in a file: its own, with local paths in the place of the hub's."""
    from pocket_tts import TTSModel
    from pocket_tts.utils.config import load_config

    config = load_config(weights.config)
    flow, mimi = config.flow_lm, config.mimi
    table = flow.lookup_table.model_copy(update={"tokenizer_path": str(weights.tokenizer)})
    local = config.model_copy(
        update={
            "weights_path": str(weights.model),
            "weights_path_without_voice_cloning": None,
            "flow_lm": flow.model_copy(update={"weights_path": None, "lookup_table": table}),
            "mimi": mimi.model_copy(update={"weights_path": None}),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(local.model_dump_json(), "utf-8")  # JSON is YAML
        return TTSModel.load_model(config=path)
