"""Checks each request against Discord's official OpenAPI 3.1 document, where it is at hand.

It is looked for at `DISCORD_OPENAPI`, then beside the repository; the repository does not hold it. Where the document
and Discord's documentation (or discord.py) disagree the documentation wins: the document's own README says so.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jsonschema_rs

from tests.fakes.discord.calls import Call
from tests.fakes.discord.refusals import Json

METHODS = ("get", "put", "post", "patch", "delete")
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "specs" / "discord-openapi.json"


def found() -> Path | None:
    """Where the document is, if anywhere."""
    named = os.environ.get("DISCORD_OPENAPI")
    path = Path(named) if named else BESIDE
    return path if path.is_file() else None


@functools.cache
def document(path: Path) -> Document:
    """The document at *path*, read once a process."""
    return Document(json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    pattern: re.Pattern[str]
    spec: Json


class Document:
    """Discord's REST API as data."""

    def __init__(self, spec: Json) -> None:
        self._components = spec["components"]
        _close(self._components["schemas"])
        _correct(self._components["schemas"])
        self._operations = sorted(_operations(spec["paths"]), key=lambda each: each.path.count("{"))
        self._compiled: dict[tuple[str, str, str], jsonschema_rs.Draft202012Validator | None] = {}

    def problems(self, call: Call) -> list[str]:
        """What the document has against this request; nothing, for a good one."""
        operation = self._find(call)
        if operation is None:
            return [f"{call.method} {call.path}: no such operation"]
        name = f"{operation.method} {operation.path}"
        known = {each["name"] for each in operation.spec.get("parameters", ()) if each.get("in") == "query"}
        problems = [f"{name}: unknown query {key}" for key in call.query if key not in known]
        kind = "multipart/form-data" if call.files else "application/json"
        schema = self._schema(operation, kind) if call.body is not None else None
        for error in schema.iter_errors(call.body) if schema else ():
            where = "/".join(map(str, error.instance_path))
            problems.append(f"{name} {where}: {error.message[:220]}")
        return problems

    def _find(self, call: Call) -> Operation | None:
        for each in self._operations:
            if each.method == call.method and each.pattern.fullmatch(call.path):
                return each
        return None

    def _schema(self, operation: Operation, kind: str) -> jsonschema_rs.Draft202012Validator | None:
        key = (operation.method, operation.path, kind)
        if key not in self._compiled:
            content = operation.spec.get("requestBody", {}).get("content", {})
            schema = (content.get(kind) or content.get("application/json") or {}).get("schema")
            self._compiled[key] = (
                jsonschema_rs.Draft202012Validator({"components": self._components, **schema}, validate_formats=False)
                if schema
                else None
            )
        return self._compiled[key]


def _operations(paths: Json) -> Iterator[Operation]:
    for path, item in paths.items():
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
        for method, spec in item.items():
            if method in METHODS:
                yield Operation(method=method.upper(), path=path, pattern=pattern, spec=spec)


def _close(schemas: Json) -> None:
    """JSON Schema lets unknown members pass: close every request object, so that a misspelt field is found."""
    for name, schema in schemas.items():
        if "Request" in name and schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)


def _correct(schemas: Json) -> None:
    """The four places where the documentation wins."""
    for name, schema in schemas.items():
        fields = schema.get("properties", {})
        if name.endswith("AttachmentRequest"):  # "snowflake or number ... must match the n in files[n]"
            fields["id"] = {"type": ["string", "integer"]}
        elif name == "ApplicationCommandAttachmentOption":  # August 2026, newer than the document
            fields["file_types"] = {"type": "array", "maxItems": 10, "items": {"type": "string"}}
        elif name in ("ApplicationCommandUpdateRequest", "ApplicationCommandCreateRequest"):
            fields["nsfw"] = {"type": "boolean"}  # documented, missing here
        elif name in (
            "IncomingWebhookUpdateRequestPartial",
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
        ):
            fields["tts"] = {"const": False}  # discord.py always sends it
