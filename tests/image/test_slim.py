"""The image without models: for a bot that speaks with Typecast's cloud, or with a speech server elsewhere."""

from __future__ import annotations

import json
import secrets

import pytest

from tests.image import podman as engine
from tests.image.podman import podman

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "here"),
]
IMAGE = f"{engine.IMAGE}-slim"


def test_it_holds_no_model_says_so_and_asks_for_the_cloud_instead(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine.make_base(tmp_path_factory.mktemp("base"))
    engine.build("slim", IMAGE)
    volume = f"mynah-{secrets.token_hex(4)}"
    try:
        words = ["run", "--rm", *engine.HARDENED, "-v", f"{volume}:/data"]
        looked = podman(*words, IMAGE, "doctor", "--json", check=False)
        cloud = podman(*words, "-e", "TYPECAST_API_TOKEN=key", IMAGE, "doctor", "--json", check=False)
        gone = podman(*words, "--entrypoint", "python3", IMAGE, "-c", "import onnxruntime", check=False)
    finally:
        podman("volume", "rm", "-f", volume, check=False)
        podman("rmi", "-f", IMAGE, check=False)

    local = {row["name"]: row for row in json.loads(looked.stdout)["findings"]}
    assert (looked.returncode, local["model"]["verdict"]) == (78, "blocks")
    assert "model" not in {row["name"] for row in json.loads(cloud.stdout)["findings"]}
    assert "No module named" in gone.stderr
