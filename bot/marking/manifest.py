"""C2PA manifests: signing a clip, and reading what a file says about itself (C2PA technical specification 2.2)."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import c2pa

from bot import __version__
from bot.marking.identity import Identity, open_identity

TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg", "m4a": "audio/mp4"}
MADE_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"  # IPTC's word for it
OURS = "org.mynah.clip"  # the assertion that only Mynah writes
UNTRUSTED = "signingCredential.untrusted"  # nobody vouches for the signer; the signature itself may be good


@dataclass(frozen=True, slots=True)
class Told:
    """What a file's manifest says. `altered`: the file, or the manifest, is not what was signed."""

    made_by: str
    at: str
    workspace: str
    by_ai: bool
    altered: bool
    signer: str
    serial: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notary:
    """Signs with one identity."""

    signer: Any = field(repr=False)

    @classmethod
    def open(cls, folder: Path, own: tuple[Path, Path] | None = None) -> Notary:
        """With the certificate and key files *own*, else with those in *folder*. Raises what the library raises."""
        identity = Identity(own[0].read_bytes(), own[1].read_bytes()) if own else open_identity(folder)
        info = c2pa.C2paSignerInfo(b"es256", identity.chain, identity.key, None)
        return cls(c2pa.Signer.from_info(info))

    def sign(self, audio: bytes, kind: str, workspace: str, at: float) -> bytes:
        """*audio* with a manifest: made by a machine, by us, at that time, in the workspace's name."""
        about = json.dumps(_manifest(kind, workspace, at))
        marked = io.BytesIO()
        with c2pa.Builder(about) as builder:
            builder.sign(self.signer, TYPES[kind], io.BytesIO(audio), marked)
        return marked.getvalue()


def told_by(data: bytes, kind: str) -> Told | None:
    """What the manifest in *data* says; None when there is none. *kind* `wav`, `mp3` or `m4a`. Raises `ValueError`."""
    try:
        with c2pa.Reader(TYPES[kind], io.BytesIO(data)) as reader:
            document = json.loads(reader.json())
    except c2pa.C2paError as error:
        if "ManifestNotFound" in type(error).__name__:
            return None
        raise ValueError("a manifest that cannot be read") from None
    return _told(document)


def _manifest(kind: str, workspace: str, at: float) -> Mapping[str, Any]:
    made = {"action": "c2pa.created", "digitalSourceType": MADE_BY_AI, "softwareAgent": {"name": "Mynah"}}
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    return {
        "claim_generator_info": [{"name": "Mynah", "version": __version__}],
        "title": f"speech.{kind}",
        "format": TYPES[kind],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [made]}},
            {"label": OURS, "data": {"workspace": workspace, "at": when}},
        ],
    }


def _told(document: Mapping[str, Any]) -> Told:
    active = document["manifests"][document["active_manifest"]]
    assertions = {row["label"]: row["data"] for row in active.get("assertions", ())}
    ours = assertions.get(OURS, {})
    actions = next(
        (data.get("actions", ()) for label, data in assertions.items() if label.startswith("c2pa.actions")), ()
    )
    wrong = [row["code"] for row in document.get("validation_status", ()) if row["code"] != UNTRUSTED]
    generator = (active.get("claim_generator_info") or [{}])[0]
    signature = active.get("signature_info", {})
    return Told(
        made_by=f"{generator.get('name', '')} {generator.get('version', '')}".strip(),
        at=str(ours.get("at", "")),
        workspace=str(ours.get("workspace", "")),
        by_ai=any(action.get("digitalSourceType") == MADE_BY_AI for action in actions),
        altered=bool(wrong),
        signer=str(signature.get("common_name") or signature.get("issuer") or ""),
        serial=str(signature.get("cert_serial_number", "")),
    )
