// Puts the page together: the text box asks, the transcript shows, the panels help.

import { byId, h } from "./dom.js";
import { Failure, ask, follow, insist, newId } from "./api.js";
import { ClonePanel } from "./clone.js";
import { Composer } from "./composer.js";
import { Transcript } from "./transcript.js";
import { VoicesPanel } from "./voices.js";

const transcript = new Transcript({ onAgain: (asked) => send(asked), onQuiet: (post) => voices.heard(post) });
const voices = new VoicesPanel({ onUse: (name) => composer.voice(name) });
const composer = new Composer({ onSend: (asked) => send(asked), suggest: (typed) => voices.suggest(typed) });
const clone = new ClonePanel({
  onAccepted: (id, name) => {
    transcript.asked(id, { text: `/clone ${name}` });
    transcript.own(id);
    byId("text").focus();
  },
});

/** Send what was typed; *raw* again is the same command, so the bot does it once. */
async function send({ text, options }, raw = newId()) {
  const id = `web-${raw}`;
  transcript.asked(id, { text, options });
  transcript.wait(id, "Speaking…");
  transcript.own(id);
  try {
    const answer = await insist("/api/commands", { id: raw, text, options }, () => transcript.wait(id, "Waiting for the bot…"));
    show(id, answer);
  } catch (failure) {
    refused(id, failure, () => send({ text, options }, raw));
  }
}

function refused(id, failure, again) {
  const known = failure instanceof Failure;
  const words = known ? failure.message : "This page failed to show the answer. Please reload it.";
  const actions = known && failure.again ? [h("button", { type: "button", click: again }, "Try again")] : [];
  transcript.private(id, words, { reference: failure.reference, actions });
}

/** Answers that come at once; speech comes later, through the transcript. */
function show(id, answer) {
  switch (answer.kind) {
    case "clone":
      transcript.remove(id);
      return clone.open(answer.name);
    case "voices":
      return transcript.show(id, listed(answer.voices));
    case "help":
      return transcript.show(id, helped(answer));
    case "preferences":
      return transcript.private(id, answer.words || settings(answer.preferences), { bad: false });
    case "download":
      location.assign(answer.href);
      return transcript.private(id, answer.words, { bad: false });
    case "erased":
      transcript.private(id, answer.words, { bad: false });
      return setTimeout(() => location.reload(), 1500);
    case "reply":
      return transcript.private(id, answer.words, { bad: false });
    default:
      return undefined;
  }
}

function listed(found) {
  if (found.length === 0) return h("p", { class: "private" }, "There is no voice like that. /voices lists them all.");
  const use = (name) => () => composer.voice(name);
  return h("div", { class: "list", role: "group", "aria-label": "Voices" }, ...found.map(({ name, mine }) =>
    h("button", { type: "button", click: use(name), title: mine ? "Your voice" : "Speak with this voice" }, name)));
}

function helped({ commands, options }) {
  const rows = commands.flatMap(({ usage, about }) => [h("dt", {}, h("code", {}, usage)), h("dd", {}, about)]);
  const last = [h("dt", {}, "Options"), h("dd", {}, ...options.map((usage) => h("code", {}, usage)))];
  return h("dl", { class: "help private" }, ...rows, ...last);
}

function settings(preferences) {
  const chosen = Object.entries(preferences).filter(([, value]) => value !== null);
  if (chosen.length === 0) return "Nothing is chosen yet: /say uses the defaults. Try: /settings voice NAME";
  return `Your defaults: ${chosen.map(([name, value]) => `${name} ${value}`).join(", ")}.`;
}

/** What the bot can do; asked for until it answers. */
async function offer() {
  for (;;) {
    try {
      const choices = await ask("GET", "/api/choices");
      for (const part of [composer, clone, voices]) part.offer(choices);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", () => send({ text: button.dataset.example, options: {} }));
}
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && outside(dialog, event) && dialog.close());
}
document.querySelector("[data-clone]").addEventListener("click", () => clone.open());
byId("open-clone").addEventListener("click", () => clone.open());
byId("open-voices").addEventListener("click", () => voices.open());

/** True for a click on what is behind the panel. */
function outside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

follow({
  onPost: (post) => transcript.post(post),
  onReady: () => transcript.ready(),
  onState: (state) => {
    byId("state").textContent = state === "connected" ? "" : "Reconnecting…";
  },
});
offer();
if (matchMedia("(pointer: fine)").matches) byId("text").focus();
