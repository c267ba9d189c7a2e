// The panel with all voices: hear one, use it, make it the default, delete one's own.

import { byId, h, icon, setIcon } from "./dom.js";
import { ask, insist, newId } from "./api.js";
import { latest } from "./combobox.js";
import { playAlone } from "./player.js";

// What a voice says when somebody wants to hear it, in its own language.
const HELLO = {
  en: "Hello, this is how I sound.",
  ko: "안녕하세요, 제 목소리는 이렇습니다.",
  ja: "こんにちは、これが私の声です。",
  zh: "你好，这就是我的声音。",
  fr: "Bonjour, voici ma voix.",
  de: "Hallo, so klinge ich.",
  es: "Hola, así suena mi voz.",
  pt: "Olá, esta é a minha voz.",
  it: "Ciao, questa è la mia voce.",
};

export class VoicesPanel {
  /** `onUse(name)`: speak with that voice from now on. */
  constructor({ onUse }) {
    this.onUse = onUse;
    this.panel = byId("voices-panel");
    this.languages = {};
    this.preferred = null;
    this.waiting = new Map();
    this.audio = new Audio();
    this.refresh = latest(() => this.#fetch(byId("voices-search").value.trim()), (voices) => this.#show(voices));
    byId("voices-search").addEventListener("input", () => this.refresh());
    this.panel.addEventListener("close", () => this.audio.pause());
  }

  offer(choices) {
    this.languages = choices.languages;
  }

  async open() {
    this.panel.showModal();
    this.#note("");
    try {
      this.preferred = (await ask("GET", "/api/preferences")).preferences.voice;
    } catch {
      this.preferred = null;
    }
    this.refresh();
  }

  /** Voices as items of a menu. */
  async suggest(typed) {
    const { voices } = await ask("GET", `/api/voices?q=${encodeURIComponent(typed)}`);
    return voices.slice(0, 25).map((voice) => ({ value: voice.name, title: voice.name, about: this.about(voice) }));
  }

  about({ name, names, languages, mine }) {
    if (mine) return "Your voice";
    const here = names[navigator.language.split("-")[0]];
    const known = languages.map((code) => this.languages[code] || code);
    return [here !== name && here, ...known].filter(Boolean).join(", ");
  }

  /** An answer that was not meant for the transcript: a preview. */
  heard(post) {
    const waiting = this.waiting.get(post.id);
    if (!waiting) return;
    this.waiting.delete(post.id);
    waiting(post);
  }

  async #fetch(typed) {
    try {
      return (await ask("GET", `/api/voices?q=${encodeURIComponent(typed)}`)).voices;
    } catch (failure) {
      this.#note(failure.message);
      return [];
    }
  }

  #show(voices) {
    const mine = voices.filter((voice) => voice.mine);
    const others = voices.filter((voice) => !voice.mine);
    const group = (words, list) => (list.length && mine.length ? [h("li", { class: "group" }, words)] : []);
    byId("voices-list").replaceChildren(
      ...group("Yours", mine),
      ...mine.map((voice) => this.#row(voice)),
      ...group("For everybody", others),
      ...others.map((voice) => this.#row(voice)),
    );
    if (voices.length === 0 && !byId("voices-note").textContent) this.#note("There is no voice like that.", false);
    else if (voices.length > 0) this.#note("");
  }

  #row(voice) {
    const hear = h("button", { type: "button", class: "go", "aria-label": `Hear ${voice.name}` }, icon("play"));
    hear.addEventListener("click", () => this.#hear(voice, hear));
    const chosen = voice.name.toLowerCase() === this.preferred?.toLowerCase();
    const star = h(
      "button",
      {
        type: "button", class: "icon", "aria-pressed": String(chosen), "aria-label": `Default voice: ${voice.name}`,
        title: chosen ? "This is the default" : "Make it the default", click: () => this.#prefer(chosen ? "" : voice.name),
      },
      icon(chosen ? "starred" : "star"),
    );
    const use = h("button", { type: "button", class: "quiet", "aria-label": `Use ${voice.name}`, click: () => this.#use(voice) }, "Use");
    const row = h("div", { class: "row" }, use, star);
    if (voice.mine) row.append(this.#deleter(voice, row));
    return h("li", {}, hear, h("div", {}, h("b", { dir: "auto" }, voice.name), h("small", {}, this.about(voice))), row);
  }

  #deleter(voice, row) {
    const before = [...row.children];
    const remove = h("button", { type: "button", class: "icon", "aria-label": `Delete ${voice.name}`, title: "Delete" }, icon("delete"));
    const sure = h("button", { type: "button", class: "quiet danger" }, "Delete for good");
    const keep = h("button", { type: "button", class: "quiet" }, "Keep");
    remove.addEventListener("click", () => {
      row.replaceChildren(sure, keep);
      keep.focus();
    });
    keep.addEventListener("click", () => {
      row.replaceChildren(...before, remove);
      remove.focus();
    });
    sure.addEventListener("click", async () => {
      const answer = await ask("DELETE", `/api/voices/${encodeURIComponent(voice.name)}`).catch((failure) => failure);
      this.#show(await this.#fetch(byId("voices-search").value.trim()));
      this.#note(answer.words || answer.message, answer instanceof Error);
      byId("voices-search").focus();
    });
    return remove;
  }

  async #prefer(name) {
    try {
      this.preferred = (await ask("PUT", "/api/preferences", { voice: name })).preferences.voice;
      this.#show(await this.#fetch(byId("voices-search").value.trim()));
      byId("voices-list").querySelector(`[aria-label="Default voice: ${CSS.escape(name || "")}"]`)?.focus();
    } catch (failure) {
      this.#note(failure.message);
    }
  }

  #use(voice) {
    this.panel.close();
    this.onUse(voice.name);
  }

  async #hear(voice, button) {
    if (button.getAttribute("aria-pressed") === "true") return this.audio.pause();
    const text = HELLO[(voice.languages[0] || "en").split("-")[0]] || HELLO.en;
    button.classList.add("busy");
    setIcon(button, "again");
    try {
      await this.#play(await this.#made(text, voice.name), button);
    } catch (failure) {
      this.#note(failure.message);
      setIcon(button, "play");
    }
    button.classList.remove("busy");
    return undefined;
  }

  /** The id of the clip, once the bot has made it. */
  async #made(text, name) {
    const id = newId();
    const done = new Promise((resolve) => this.waiting.set(`web-${id}`, resolve));
    await insist("/api/commands", { id, text, options: { voice: name }, quiet: true });
    const post = await done;
    if (!post.clip) throw new Error(post.words);
    return post.id;
  }

  async #play(id, button) {
    this.audio.pause();
    this.audio = new Audio(`/api/clips/${encodeURIComponent(id)}`);
    const show = () => {
      const playing = !this.audio.paused && !this.audio.ended;
      setIcon(button, playing ? "pause" : "play");
      button.setAttribute("aria-pressed", String(playing));
    };
    for (const name of ["play", "pause", "ended"]) this.audio.addEventListener(name, show);
    if (this.panel.open) await playAlone(this.audio);
    else setIcon(button, "play");
  }

  #note(words, bad = true) {
    byId("voices-note").textContent = words;
    byId("voices-note").classList.toggle("bad", bad);
  }
}
