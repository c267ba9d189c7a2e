"""The page: a small channel in the browser, by the same core, jobs and store as the real platforms."""

from __future__ import annotations

from adapters.web.adapter import WebAdapter

__all__ = ["WebAdapter"]
