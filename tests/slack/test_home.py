"""The Home tab, the lists, the settings and the voice search."""

from __future__ import annotations

from bot.model import VoiceKind, VoiceRef
from tests.fakes.slack import User
from tests.flows.conftest import recording
from tests.slack.conftest import Scene


async def clone(scene: Scene, user: User, name: str) -> None:
    said = await user.command("/clone", name, channel=scene.general)
    modal = await user.see_modal()
    await user.submit(modal, {"consent": ["yes"]}, files=[user.file(recording(), "me.wav")])
    assert "is ready" in (await said.ephemeral()).words


async def test_the_tab_of_a_newcomer_offers_the_two_beginnings(scene: Scene) -> None:
    tab = await scene.ann.home()

    assert "You have no voice of your own yet." in tab.words
    assert "no limit" in tab.words
    assert [name for name in tab.buttons if name.startswith("home")] == ["home_say", "home_clone", "home_settings"]


async def test_a_voice_is_heard_renamed_shared_and_deleted_on_the_tab(scene: Scene) -> None:
    await clone(scene, scene.ann, "ada")
    tab = await scene.ann.home()
    assert "ada" in tab.words

    await scene.ann.click(tab, "voice_play")
    heard = await scene.slack.until(lambda: [each for each in scene.ann.direct.messages if each.files])
    assert "this is ada" in heard[0].words

    await scene.ann.click(tab, "voice_rename")
    renaming = await scene.ann.see_modal("Rename a voice")
    assert not (await scene.ann.submit(renaming, {"name": "lovelace"})).errors
    tab = await scene.tab()
    assert "'ada' is called 'lovelace'" in tab.words

    await scene.ann.click(tab, "voice_share")
    tab = await scene.tab()
    assert "shared with everybody here" in tab.words
    await scene.say("--voice lovelace Borrowed", scene.bob)

    await scene.ann.click(tab, "voice_unshare")
    refused = await scene.bob.command("/say", "--voice lovelace Borrowed again", channel=scene.general)
    assert "no voice called" in (await refused.ephemeral()).words

    await scene.ann.click(await scene.tab(), "voice_forget")
    assert "You have no voice" in (await scene.tab()).words


async def test_a_name_that_is_taken_is_refused_in_the_renaming_form(scene: Scene) -> None:
    await clone(scene, scene.ann, "ada")
    await clone(scene, scene.ann, "bea")
    tab = await scene.ann.home()
    await scene.ann.click(tab, "voice_rename")
    renaming = await scene.ann.see_modal("Rename a voice")

    assert "already have a voice" in (await scene.ann.submit(renaming, {"name": "bea"})).errors["name"]


async def test_what_is_chosen_on_the_tab_is_what_say_uses_until_it_is_forgotten(scene: Scene) -> None:
    tab = await scene.ann.home()
    await scene.ann.click(tab, "home_settings")
    form = await scene.ann.see_modal("Settings")
    await scene.ann.options(form, "voice")
    chosen = {"voice": "Plain", "speed": "1.5", "language": "en-us"}
    assert not (await scene.ann.submit(form, chosen)).errors
    tab = await scene.tab()
    assert "Voice: Plain" in tab.words
    await scene.say("With my settings")
    assert scene.cloud.orders[0].body["actor_id"] == "5d8322ca58a5e90007fed456"
    assert scene.cloud.orders[0].body["tempo"] == 1.5

    await scene.ann.click(tab, "home_settings")
    form = await scene.ann.see_modal("Settings")
    assert "As usual" in str(await scene.ann.options(form, "voice"))
    usual = {"voice": "default", "speed": "", "language": "default"}
    assert not (await scene.ann.submit(form, usual)).errors
    await scene.say("As usual, please")
    assert scene.cloud.orders[1].body["actor_id"] != "5d8322ca58a5e90007fed456"
    assert scene.cloud.orders[1].body["tempo"] == 1.0


async def test_the_tab_opens_both_forms_and_its_say_answers_directly(scene: Scene) -> None:
    tab = await scene.ann.home()
    await scene.ann.click(tab, "home_clone")
    assert (await scene.ann.see_modal("Clone a voice")).title == "Clone a voice"
    await scene.ann.click(tab, "home_say")
    form = await scene.ann.see_modal("Say something")
    await scene.ann.submit(form, {"text": "From home"})
    heard = await scene.slack.until(lambda: [each for each in scene.ann.direct.messages if each.files])

    assert "From home" in heard[0].words


async def test_a_hundred_voices_still_make_a_tab_that_slack_takes(scene: Scene) -> None:
    from bot.model import Caller, Platform, Voice

    ann = Caller(platform=Platform.SLACK, workspace=scene.team.id, user=scene.ann.id)
    for number in range(100):
        ref = VoiceRef(kind=VoiceKind.RESOURCE, id=str(number))
        await scene.bot.app.store.voices.keep(ann, Voice(name=f"voice {number}", ref=ref, owner=scene.ann.id))
    tab = await scene.ann.home()
    await scene.ann.command("/say", channel=scene.general)
    offered = await scene.ann.options(await scene.ann.see_modal(), "voice")

    assert "voice 37" in tab.words
    assert 90 < len(offered) <= 100


async def test_the_commands_tell_what_there_is(scene: Scene) -> None:
    await clone(scene, scene.ann, "ada")

    async def told(command: str, text: str = "") -> str:
        return (await (await scene.ann.command(command, text, channel=scene.general)).ephemeral()).words

    assert "Yours: ada" in await told("/voices")
    assert "For everybody: Byumsoo" in await told("/voices")
    assert await told("/voices", "byum") == "For everybody: Byumsoo"
    assert "no voice called 'zzzz'" in await told("/voices", "zzzz")
    assert "Voices of your own: 1" in await told("/usage")
    assert "--voice NAME" in await told("/help")
    assert "Saved: speed 1.5" in await told("/settings", "speed 1.5")
    assert "Speed must be" in await told("/settings", "speed 99")
    assert "'ada' and its recording are deleted" in await told("/forget", "ada")
    assert "no voice called 'ada'" in await told("/forget", "ada")
    assert scene.general.messages == []


async def test_settings_alone_opens_the_form_and_tells_the_caller_what_was_kept(scene: Scene) -> None:
    said = await scene.ann.command("/settings", channel=scene.general)
    form = await scene.ann.see_modal("Settings")
    await scene.ann.submit(form, {"speed": "1.2"})

    assert "speed 1.2" in (await said.ephemeral()).words


async def test_voices_used_lately_and_ones_own_come_first_in_the_search(scene: Scene) -> None:
    await clone(scene, scene.ann, "ada")
    await scene.say("--voice Plain First")
    await scene.ann.command("/say", channel=scene.general)
    form = await scene.ann.see_modal()

    assert [each["value"] for each in await scene.ann.options(form, "voice")][:2] == ["Plain", "ada"]
    assert "범수" in str(await scene.ann.options(form, "voice", "byum"))
    assert await scene.ann.options(form, "voice", "zzzzzz") == []


async def test_the_search_is_empty_rather_than_late(before: Scene) -> None:
    before.cloud.fault("actors", slow=2.6)
    async with before.running():
        await before.ann.command("/say", channel=before.general)
        form = await before.ann.see_modal()

        assert await before.ann.options(form, "voice", "byum") == []
        assert await before.slack.until(lambda: before.cloud.count("actors"))


async def test_the_tab_is_shown_in_the_chosen_language(scene: Scene) -> None:
    await scene.ann.command("/settings", "language ja-jp", channel=scene.general)

    assert "自分の声はまだありません。" in (await scene.ann.home()).words


async def test_a_message_can_ask_for_everything_a_command_can(scene: Scene) -> None:
    async def told(text: str) -> str:
        said = await scene.ann.mention(scene.general, text)
        return (await said.ephemeral()).words

    assert "For everybody: Byumsoo" in await told("/voices")
    assert "/say TEXT speaks" in await told("/help")
    assert "Saved: speed 1.5" in await told("/settings speed 1.5")
    assert "no voice called 'ada'" in await told("/forget ada")
    assert "Use /clone" in await told("/clone ada")
    assert "no command '/nonsense'" in await told("/nonsense")
