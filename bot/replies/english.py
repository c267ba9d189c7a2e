"""The sentences in English. Each says what is so and, where something went wrong, what to do next."""

from __future__ import annotations

SENTENCES = {
    # what was typed
    "text.empty": "There is nothing to say. Type some words, for example: /say Good morning",
    "text.too_long": "That is {length:,} characters; the limit is {limit:,}. Please shorten it or send it in parts.",
    "text.unpronounceable": "Nothing in that text can be read aloud. Please use letters or digits of a language that is spoken here.",
    "text.rejected": "The speech service could not read that text aloud. Please say it in other words.",
    "option.language": "There is no language {value!r}. Choose auto or one of: {choices}.",
    "option.language_missing": "This server cannot speak {language} yet. An admin can add it: {extra}.",
    "option.emotion": "There is no emotion {value!r}. Choose one of: {choices}.",
    "option.format": "There is no format {value!r}. Choose mp3 or wav.",
    "option.speed": "Speed must be a number from {low} (slow) to {high} (fast).",
    "option.pitch": "Pitch must be a whole number from {low} to {high} semitones.",
    "option.volume": "Volume must be a whole number from {low} to {high} percent.",
    "option.number": "{name} must be a number from {low} to {high}.",
    "option.unknown": "There is no option {value!r}. Try /help.",
    "option.value_missing": "The option {name} needs a value, for example: {example}",
    "command.unknown": "There is no command {value!r}. Try /help.",
    "request.broken": "That request could not be read. Please reload the page and try again.",
    # voices
    "voice.unknown": "There is no voice called {name!r} here. /voices lists those you can use.",
    "voice.nearest": "There is no voice called {name!r} here. Did you mean {nearest}?",
    "voice.name_empty": "Please give the voice a name, for example: /clone ada",
    "voice.name_bad": "A voice's name has 1 to {limit} letters, digits, spaces, dots, dashes or underscores.",
    "voice.name_taken": "You already have a voice called {name!r}. Choose another name, or /forget {name} first.",
    "voice.not_yours": "You have no voice called {name!r} to forget. /voices lists yours.",
    "voice.kept": "Your voice {name!r} is ready. Try: /say --voice {quoted} Hello, it is me",
    "voice.forgotten": "The voice {name!r} and its recording are deleted.",
    "voice.lost": "The recording of {name!r} is gone. Please /clone it again.",
    # recordings
    "consent.missing": "Please confirm that this is your own voice, or that its owner agreed to be cloned.",
    "consent.statement": "This is my own voice, or its owner agreed that I clone it here.",
    "sample.empty": "That recording is empty. Please record 6 to 24 seconds of one person speaking.",
    "sample.type": "That is not a recording this bot knows. Send a wav, mp3, m4a, ogg, webm or flac file.",
    "sample.size": "That file is over {limit_mb} MB. Please send a shorter recording; 6 to 24 seconds are best.",
    "sample.broken": "That file starts like audio but cannot be decoded. Please export or record it again.",
    "sample.short": "That recording has {seconds:.1f} s; at least {minimum:g} s are needed, 6 to 24 s are best.",
    "sample.long": "That recording is over {maximum_minutes:g} minutes long. Please cut it; 6 to 24 s are best.",
    "sample.silent": "That recording is silent. Please check the microphone and record again.",
    "sample.unfit": "No voice can be heard in that recording. Please record 6 to 24 s of one person speaking.",
    "sample.gone": "The recording did not arrive whole. Please send it again.",
    # preferences
    "preferences.kept": "Saved: {changes}.",
    "preferences.none": "Nothing was changed. Try: /settings voice NAME",
    # limits
    "budget.day": "That would be over your {cap:,} characters for today. The count starts again at midnight UTC.",
    # our side
    "speech.busy": "The speech service is busy right now. Please try again in {seconds} s.",
    "speech.closed": "The speech service does not accept this bot's key. Please tell an admin to run: mynah doctor",
    "speech.forbidden": "This bot's plan does not allow that at the speech service. Please tell an admin.",
    "speech.failed": "The speech could not be made. Please try again, perhaps in other words.",
    "speech.late": "That took too long and was given up. Please try again.",
    "bot.closing": "The bot is restarting. Please send that again in a minute.",
    "bot.failed": "Something went wrong on our side and was noted. Please try again.",
    "bot.reference": "{words} (reference {reference})",
    "web.signed_out": "Please sign in again.",
    "web.password": "That is not the password. Please try again.",
    "web.too_many": "Too many tries. Please wait a minute.",
    "web.foreign": "This page only answers to its own address.",
}
