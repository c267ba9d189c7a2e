"""Slack on real sockets, as strict as Slack, with the people who use it.

    async with fake_slack(manifest) as slack:                 # the app's own manifest: commands, scopes, events, transport
        team = slack.team("Acme")                             # a workspace with the app in it: team.token is its xoxb token
        ann, general = team.user("ann", locale="ko-KR"), team.channel("general")      # everybody so far is a member
        client = AsyncWebClient(team.token, base_url=slack.api_url, session=http)
        app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        async with connected("socket" or "http", slack, app):                          # tests.fakes.slack.bolt
            said = await ann.command("/say", "Good morning", channel=general)          # -> Exchange, once acknowledged
            post = await said.post()                          # waits for the app's first message there (or in ann's DM)
            assert post.audio[:3] == b"ID3" and "again" in post.buttons
            again = await ann.click(post, "again")
            note = await again.ephemeral()                    # waits for what ann alone is shown; note.words

Without `connected`: `slack.app_token` and `slack.api_url` for Socket Mode, `slack.request_url = "http://.../slack/events"`
for signed HTTP at one place; with neither, the manifest decides (socket_mode_enabled, its URLs).

People: `command mention dm post edit delete`, `shortcut click options submit close`, `open_home home add_app`. A modal is
`await ann.see_modal()`, then `await ann.submit(modal, {"text": "Hello"}, files=[ann.file(data, "me.m4a")])`, whose
`.errors` are what the app refused. They type mentions as `bob.at` or "<#C...>"; texts arrive as Slack spells them.
They raise AckTimeout or AppFailed (what a person reads in place of an answer), ClientRefused (Slack's own program says no).
What the app did wrong where nobody sees it (events that it did not acknowledge) stands in `slack.complaints`.

Places: `team.channel(private=True, bot=False, members=[ann])`, `team.conversation(ann, bob)` are where the app is not;
`ann.direct` is hers with the app; `channel.archived`, `.read_only`. OAuth: `team = slack.team(installed=False)`, then
`await ann.add_app(the app's install page)`. Grid: `slack.team(enterprise="E1")`, `slack.install(team, org_wide=True)`.

Trouble: `slack.fail_once("files.info", "fatal_error" | status=503 | abort=True | slow=2.0 | rate=1, after=True, times=2)`,
`slack.limits.on`, `slack.lost_shares`, `slack.share_delay`, `slack.ack_seconds`, `slack.clock.advance(seconds)`,
`slack.sockets.drop()`, `await slack.sockets.refresh()`, `team.redeliver(exchange)`, `team.uninstall()`. Over HTTP
`exchange.sent` are the raw requests: `slack.send(exchange.sent[0])` is a replay, `probes(sent, secret)` are bad ones.
Looking: `slack.called("views.open")`, `slack.exchanges`, `await slack.until(lambda: ...)`; nothing sleeps.
"""

from __future__ import annotations

from tests.fakes.slack.exchange import Exchange
from tests.fakes.slack.model import Channel, File, Install, Message, View
from tests.fakes.slack.probes import Probe, probes
from tests.fakes.slack.rules import AckTimeout, AppFailed, ClientRefused
from tests.fakes.slack.server import FakeSlack, fake_slack
from tests.fakes.slack.team import Team
from tests.fakes.slack.user import User

__all__ = [
    "AckTimeout",
    "AppFailed",
    "Channel",
    "ClientRefused",
    "Exchange",
    "FakeSlack",
    "File",
    "Install",
    "Message",
    "Probe",
    "Team",
    "User",
    "View",
    "fake_slack",
    "probes",
]
