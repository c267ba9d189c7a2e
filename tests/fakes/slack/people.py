"""auth.test, users.*, usergroups.*, team.*: who there is."""

from __future__ import annotations

from tests.fakes.slack.api import Call, method
from tests.fakes.slack.model import Json
from tests.fakes.slack.rules import Refused


@method("auth.test", tier=4)
def auth_test(call: Call) -> Json:
    return {
        "url": f"https://{call.team.domain}.slack.com/",
        "team": call.team.name,
        "team_id": call.team.id,
        "user": "mynah",
        "user_id": call.bot,
        "bot_id": call.install.bot_id,
        "enterprise_id": call.team.enterprise,
        "is_enterprise_install": call.install.org_wide,
    }


@method("team.info", "team:read", tier=3)
def team_info(call: Call) -> Json:
    team = call.team
    shown: Json = {"id": team.id, "name": team.name, "domain": team.domain}
    return {"team": shown | ({"enterprise_id": team.enterprise} if team.enterprise else {})}


@method("users.info", "users:read", tier=4)
def users_info(call: Call) -> Json:
    if call.word("user") == call.bot:
        return {"user": {"id": call.bot, "team_id": call.team.id, "name": "mynah", "is_bot": True}}
    user = call.team.users.get(call.word("user"))
    if user is None:
        raise Refused("user_not_found")
    shown: Json = {
        "id": user.id,
        "team_id": call.team.id,
        "name": user.name,
        "real_name": user.name,
        "tz": user.tz,
        "is_admin": user.admin,
        "is_owner": False,
        "is_bot": False,
        "deleted": False,
        "profile": {"display_name": user.name, "real_name": user.name},
    }
    return {"user": shown | ({"locale": user.locale} if call.flag("include_locale") else {})}


@method("usergroups.list", "usergroups:read", tier=2)
def usergroups(call: Call) -> Json:
    groups = [
        {"id": group.id, "handle": group.handle, "name": group.name, "team_id": call.team.id, "date_delete": 0}
        | ({"users": list(group.users)} if call.flag("include_users") else {})
        for group in call.team.usergroups.values()
    ]
    return {"usergroups": groups}


@method("usergroups.users.list", "usergroups:read", tier=2)
def usergroup_users(call: Call) -> Json:
    group = call.team.usergroups.get(call.word("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}
