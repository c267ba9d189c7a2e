"""A person adds the app to their workspace, as their browser does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from tests.fakes.slack.oauth import problem_of, redirected
from tests.fakes.slack.rules import ClientRefused

if TYPE_CHECKING:
    from tests.fakes.slack.user import User

REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The page at which it ended. `returned`: the address that Slack sent the browser back to, code and state in it."""

    status: int
    text: str = field(repr=False)
    returned: URL = field(repr=False)


async def browser(url: str) -> aiohttp.ClientSession:
    """Keeps cookies, those for HTTPS alone too: on loopback there is none."""
    origin = URL(url).origin()
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=origin)
    return aiohttp.ClientSession(cookie_jar=jar)


async def install_by(user: User, url: str, *, allow: bool, org: bool) -> Visit:
    """From the app's own page, over Slack's question, back to the app."""
    async with await browser(url) as session:
        asked = await _question(session, url)
        query = dict(asked.query) | {"org": "1" if org else "0"}
        if problem := problem_of(user.team.slack, query):
            raise ClientRefused(f"Something went wrong: {problem}")
        returned = redirected(user.team.slack, user.team, user.id, query, allow=allow)
        async with session.get(returned, allow_redirects=False) as answer:
            return Visit(status=answer.status, text=await answer.text(), returned=returned)


async def _question(session: aiohttp.ClientSession, url: str) -> URL:
    """The address of Slack's question: where the app redirects to, or what its page links to."""
    async with session.get(url, allow_redirects=False) as answer:
        if answer.status in REDIRECTS:
            return URL(answer.headers["Location"])
        page = await answer.text()
    for quoted in page.split('"'):
        if "/oauth/v2/authorize?" in quoted:
            return URL(quoted.replace("&amp;", "&"))
    raise ClientRefused("that page does not lead to Slack")
