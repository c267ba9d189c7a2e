// The text box: plain words, slash commands with a menu, and a row of options.

import { byId, h, kept } from "./dom.js";
import { Menu, combobox, latest } from "./combobox.js";

const FIELDS = ["voice", "language", "emotion", "speed", "pitch", "format"];
const VOICE = /(?:^|\s)--voice(?:=|\s+)("?)([^"]*)$|^[/／](?:settings\s+voice|forget)\s+("?)([^"]*)$/i;
const COMMAND = /^[/／]\S*$/;
const OPTION = /^(?!.*--\S+\s+\S*$).*\s(--[a-z]*)$/is;

export class Composer {
  /** `onSend({text, options})`; `suggest(typed)` gives voices as menu items. */
  constructor({ onSend, suggest }) {
    this.onSend = onSend;
    this.suggest = suggest;
    this.text = byId("text");
    this.choices = null;
    this.history = [];
    this.back = 0;
    this.menu = new Menu(this.text, { label: "Suggestions", up: true, host: byId("composer"), onPick: (item) => this.#complete(item) });
    this.refresh = latest(() => this.#suggestions(), (items) => this.menu.show(items), 40);
    combobox(byId("voice"), { label: "Voices", suggest, onChange: () => this.#summary() });
    this.#listen();
    this.#resize();
    this.toggle(kept.get("options", matchMedia("(min-width: 60rem) and (min-height: 40rem)").matches));
  }

  /** What the bot can do, once it is known. */
  offer(choices) {
    this.choices = choices;
    const add = (id, values) => byId(id).append(...values.map(([value, words]) => h("option", { value }, words)));
    const title = (word) => word[0].toUpperCase() + word.slice(1);
    add("language", [["", "Default"], ...Object.entries(choices.languages)]);
    add("emotion", choices.emotions.map((name) => [name, EMOTIONS[name] || title(name)]));
    add("format", choices.formats.map((name) => [name, name]));
    for (const name of ["speed", "pitch"]) {
      byId(name).min = choices[name].low;
      byId(name).max = choices[name].high;
      byId(name).title = `${choices[name].low} to ${choices[name].high}`;
    }
    this.#count();
  }

  /** The options that are not left at their default. */
  options() {
    return Object.fromEntries(FIELDS.map((name) => [name, byId(name).value.trim()]).filter(([, value]) => value));
  }

  /** Put *text* into the box, for the person to send or change. */
  fill(text) {
    this.text.value = text;
    this.#resize();
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
  }

  voice(name) {
    byId("voice").value = name;
    this.toggle(true);
    this.text.focus();
  }

  toggle(open) {
    byId("options").hidden = !open;
    byId("toggle-options").setAttribute("aria-expanded", String(open));
    this.#summary();
  }

  send() {
    const text = this.text.value;
    if (!text.trim()) return;
    this.history.push(text);
    this.back = 0;
    this.menu.close();
    this.fill("");
    this.onSend({ text, options: this.options() });
  }

  #listen() {
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    byId("toggle-options").addEventListener("click", () => {
      const open = byId("options").hidden;
      kept.set("options", open);
      this.toggle(open);
    });
    for (const name of FIELDS) byId(name).addEventListener("change", () => this.#summary());
    this.text.addEventListener("input", () => {
      this.#resize();
      this.refresh();
    });
    this.text.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    if (this.menu.open && this.#exact() && event.key === "Enter") this.menu.close();
    if (this.menu.key(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && (this.text.value === "" || this.back > 0) && this.history.length > this.back) {
      event.preventDefault();
      this.back += 1;
      this.fill(this.history.at(-this.back));
    } else if (event.key.length === 1) this.back = 0;
  }

  /** A command that is whole already is sent by Enter, not completed. */
  #exact() {
    const typed = this.text.value.trim().toLowerCase();
    return ["/voices", "/help", "/settings"].includes(typed);
  }

  async #suggestions() {
    const before = this.text.value.slice(0, this.text.selectionStart);
    if (before !== this.text.value || !this.choices) return [];
    if (COMMAND.test(before)) {
      const typed = before.slice(1).toLowerCase();
      return this.choices.commands
        .filter(({ name }) => name.startsWith(typed))
        .map(({ name, usage, about }) => ({ from: 0, value: `/${name} `, title: usage, about }));
    }
    const voice = before.match(VOICE);
    if (voice) {
      const typed = voice[2] ?? voice[4] ?? "";
      const from = before.length - typed.length - (voice[1] || voice[3] || "").length;
      const items = await this.suggest(typed);
      return items.filter(({ value }) => value !== typed).map((item) => ({ ...item, from, value: `${quoted(item.value)} ` }));
    }
    const option = before.match(OPTION);
    if (!option) return [];
    return this.choices.options
      .filter((usage) => usage.startsWith(option[1]))
      .map((usage) => ({ from: before.length - option[1].length, value: `${usage.split(" ")[0]} `, title: usage }));
  }

  #complete({ from, value }) {
    this.fill(this.text.value.slice(0, from) + value);
    this.refresh();
  }

  #resize() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    this.#count();
  }

  #count() {
    const length = [...this.text.value].length;
    const limit = this.choices?.max_text;
    byId("count").textContent = limit && length > 0 ? `${length.toLocaleString()} / ${limit.toLocaleString()}` : "";
    byId("count").classList.toggle("bad", Boolean(limit) && length > limit);
    byId("send").disabled = !this.text.value.trim();
  }

  #summary() {
    const chosen = Object.entries(this.options()).map(([name, value]) => (name === "voice" || name === "emotion" ? value : `${name} ${value}`));
    const closed = byId("options").hidden && chosen.length > 0;
    byId("options-words").textContent = closed ? chosen.slice(0, 2).join(", ") + (chosen.length > 2 ? "…" : "") : "Voice and options";
  }
}

const EMOTIONS = { toneup: "Tone up", tonedown: "Tone down" };

const quoted = (name) => (/\s/.test(name) ? `"${name}"` : name);
