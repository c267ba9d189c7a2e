// The conversation: each command that was typed, then its answer. What the bot sends twice is shown once.

import { byId, h, icon, kept, when } from "./dom.js";
import { player } from "./player.js";

const MOST_HIDDEN = 500;

export class Transcript {
  /** `onAgain({text, options})` says something again; `onListed(id, post)` hears of answers that are not shown. */
  constructor({ onAgain, onQuiet }) {
    this.onAgain = onAgain;
    this.onQuiet = onQuiet;
    this.entries = new Map();
    this.mine = new Set();
    this.hidden = kept.get("hidden", []);
    this.log = byId("log");
    this.scroll = byId("scroll");
    this.log.setAttribute("aria-live", "off"); // the past is not read aloud
  }

  /** All that was said before is there. */
  ready() {
    this.log.setAttribute("aria-live", "polite");
    this.#welcome();
    this.#stick(true);
  }

  /** A post of the bot's: something asked (perhaps on another page), or an answer. */
  post(post) {
    if (post.quiet) return post.kind === "answer" && this.onQuiet(post);
    if (this.hidden.includes(post.id)) return null;
    const near = this.#near();
    if (post.kind === "asked") this.asked(post.id, post);
    else this.#answered(post);
    this.#welcome();
    if (near) this.#stick();
    return null;
  }

  /** Show what was asked, and that the answer is being made. */
  asked(id, { text, options = {}, at = Date.now() / 1000, waiting = "Speaking…" }) {
    const entry = this.#entry(id);
    if (entry.asked) return;
    entry.asked = { text, options };
    entry.element.prepend(message("You", "", at, typed(text), chips(options)));
    if (!entry.answer) this.wait(id, text.startsWith("/clone") ? "Learning the voice…" : waiting);
    this.#welcome();
  }

  /** Show that the answer to *id* is being made, in *words*. */
  wait(id, words) {
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, ...Array.from({ length: 4 }, () => h("i")));
    this.#put(id, h("p", { class: "waiting" }, dots, words));
  }

  /** Start listening for the answer to *id*: it is this page's own, so it is played when it comes. */
  own(id) {
    this.mine.add(id);
    this.#stick(true);
  }

  /** The entry went by another name until the bot accepted it. */
  private(id, words, { bad = true, reference = "", actions = [] } = {}) {
    this.#put(
      id,
      h(
        "div",
        { class: bad ? "private bad" : "private", role: bad ? "alert" : null },
        h("p", {}, words),
        h("small", {}, icon("lock"), "Only you can see this", reference && !words.includes(reference) && ` · reference ${reference}`),
        actions.length > 0 && h("div", { class: "row" }, ...actions),
      ),
    );
  }

  /** Any other answer. */
  show(id, ...elements) {
    this.#put(id, ...elements);
  }

  remove(id) {
    this.entries.get(id)?.element.remove();
    this.entries.delete(id);
    this.#welcome();
  }

  #entry(id) {
    if (!this.entries.has(id)) {
      const element = h("article", { class: "entry", "data-id": id });
      this.log.append(element);
      this.entries.set(id, { element });
    }
    return this.entries.get(id);
  }

  #answered(post) {
    const entry = this.#entry(post.id);
    if (entry.answer && entry.answer.clip && post.clip) return; // the same again, after a restart
    entry.answer = post;
    const own = this.mine.delete(post.id);
    if (!post.clip) {
      this.private(post.id, post.words, { bad: post.refused || Boolean(post.reference), reference: post.reference });
      return;
    }
    const again = () => entry.asked && this.onAgain(entry.asked);
    const card = player(post, { onAgain: again, onHide: () => this.#hide(post.id), onGone: () => this.#gone(post, again) });
    this.#put(post.id, card.element, { voice: post.voice, at: post.at });
    if (own) card.play();
  }

  #put(id, content, { voice = "", at = null } = {}) {
    const entry = this.#entry(id);
    const near = this.#near();
    const shown = message("Mynah", voice, at, content);
    if (entry.shown) entry.shown.replaceWith(shown);
    else entry.element.append(shown);
    entry.shown = shown;
    if (near) this.#stick();
  }

  #gone(post, again) {
    const button = h("button", { type: "button", click: again }, "Say it again");
    this.private(post.id, "This clip is no longer kept.", { bad: false, actions: [button] });
  }

  #hide(id) {
    this.hidden = [...this.hidden, id].slice(-MOST_HIDDEN);
    kept.set("hidden", this.hidden);
    const next = this.entries.get(id)?.element.nextElementSibling?.querySelector("button") || byId("text");
    this.remove(id);
    next.focus();
  }

  #welcome() {
    byId("welcome").hidden = this.entries.size > 0;
  }

  #near() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 160;
  }

  #stick() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}

function message(name, voice, at, ...content) {
  const bird = name === "Mynah";
  const face = bird
    ? h("img", { class: "face", src: "/static/mynah.svg", alt: "" })
    : h("span", { class: "face", "aria-hidden": "true" }, name[0]);
  const who = h("p", { class: "who" }, h("b", {}, name), voice && h("small", { dir: "auto" }, `as ${voice}`), at && when(at));
  return h("div", { class: "message" }, face, h("div", { class: "content" }, who, ...content.filter(Boolean)));
}

function typed(text) {
  const [slash] = text.match(/^[/／]\S+/) || [""];
  return h("p", { class: "typed", dir: "auto" }, slash && h("span", { class: "slash" }, slash), text.slice(slash.length));
}

function chips(options) {
  const shown = Object.entries(options).filter(([, value]) => value !== null && value !== "");
  return shown.length > 0 && h("ul", { class: "chips", "aria-label": "Options" }, ...shown.map(([name, value]) => h("li", {}, `${name} ${value}`)));
}
