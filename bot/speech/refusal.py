"""How this server says no: HTTP status, `error_code` and a sentence, in Typecast's envelope.

Codes marked *inferred* are not in Typecast's documents; they follow the pattern of those that are.
"""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """Answered as `{"message": {"msg": ..., "error_code": ...}}` with *status*."""

    def __init__(self, status: int, code: str, msg: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.msg = msg
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        """The JSON body; a 404 without a documented code carries none."""
        message = {"msg": self.msg} | ({"error_code": self.code} if self.code else {})
        return {"message": message}


def not_authorized() -> ApiError:
    return ApiError(401, "auth/not-authorized", "not authorized")


def not_enough(*names: str) -> ApiError:
    return ApiError(400, "app/param/not-enough", "need params as " + ", ".join(names))


def mismatch(name: str) -> ApiError:
    """Documented for POST /api/speak/resource; inferred elsewhere."""
    return ApiError(400, "app/param/type-mismatch", f"wrong type of {name}")


def malformed() -> ApiError:
    """The body is no JSON object. Inferred: the documents only say that errors are mostly 400."""
    return ApiError(400, "app/param/type-mismatch", "the body is not a JSON object")


def invalid(name: str, why: str = "") -> ApiError:
    """`app/invalid/text`, `/actor_id` and `/audio_format` are documented; any other name is inferred."""
    return ApiError(400, f"app/invalid/{name}", f"invalid {name}" + (f": {why}" if why else ""))


def not_found(what: str) -> ApiError:
    return ApiError(404, "", f"{what} not found")


def too_many(retry_after: int) -> ApiError:
    """The status and code are documented, the header is not."""
    return ApiError(429, "app/too-many-requests", "too many requests", headers={"Retry-After": str(retry_after)})


def too_large(limit: int) -> ApiError:
    """Inferred: an object store answers its own XML here."""
    return ApiError(413, "app/invalid/size", f"more than {limit} bytes")


def link_refused(why: str) -> ApiError:
    """A signed URL that is wrong, expired or used up. Inferred, as object stores answer 403."""
    return ApiError(403, "app/invalid/signature", why)
