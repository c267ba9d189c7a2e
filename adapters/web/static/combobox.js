// An editable combobox with a list, after the ARIA Authoring Practices, and the list itself for other text boxes.

import { h } from "./dom.js";

let counter = 0;

/** A list of suggestions that belongs to a text box, which keeps the focus. */
export class Menu {
  constructor(input, { label, onPick, up = false, host = input.parentElement }) {
    this.input = input;
    this.onPick = onPick;
    this.items = [];
    this.at = -1;
    this.list = h("ul", { class: up ? "menu up" : "menu", role: "listbox", id: `menu-${++counter}`, "aria-label": label });
    this.list.hidden = true;
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the text box keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.place));
    });
    host.append(this.list);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("blur", () => this.close());
  }

  get open() {
    return !this.list.hidden;
  }

  /** Show *items*, each `{value, title, about}`; none closes. *first*: whether the first is chosen already. */
  show(items, { first = true } = {}) {
    if (items.length === 0 || document.activeElement !== this.input) return this.close();
    this.items = items;
    this.list.replaceChildren(
      ...items.map(({ title, about }, place) =>
        h("li", { role: "option", id: `${this.list.id}-${place}`, "data-place": place }, h("b", {}, title), about && h("small", {}, about)),
      ),
    );
    this.list.hidden = false;
    if (this.input.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", "true");
    this.#move(first ? 0 : -1);
    return undefined;
  }

  close() {
    this.list.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    if (this.input.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", "false");
  }

  pick(place) {
    const item = this.items[place];
    this.close();
    if (item) this.onPick(item);
  }

  /** True when the key was for the menu. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const count = this.items.length;
    if (event.key === "ArrowDown") this.#move((this.at + 1) % count);
    else if (event.key === "ArrowUp") this.#move((Math.max(this.at, 0) - 1 + count) % count);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.at >= 0) this.pick(this.at);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #move(place) {
    this.at = place;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    const option = this.list.children[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
    return undefined;
  }
}

/** Make *input* a combobox whose list comes from `await suggest(typed)`. */
export function combobox(input, { label, suggest, onChange = () => {} }) {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("autocomplete", "off");
  const menu = new Menu(input, {
    label,
    onPick: (item) => {
      input.value = item.value;
      onChange();
    },
  });
  const refresh = latest(async () => suggest(input.value.trim()), (items) => menu.show(items, { first: false }));
  input.addEventListener("input", () => {
    refresh();
    onChange();
  });
  input.addEventListener("click", () => refresh());
  input.addEventListener("keydown", (event) => {
    if (menu.key(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      refresh();
    } else if (event.key === "Escape" && input.value) {
      input.value = "";
      onChange();
    } else if (event.key === "Enter") event.preventDefault(); // Enter here chooses; it does not send
  });
  return menu;
}

/** Call *work* a moment after the last call, and hand on only the newest result. */
export function latest(work, use, wait = 90) {
  let turn = 0;
  return async () => {
    const mine = ++turn;
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (mine !== turn) return;
    const result = await work().catch(() => []);
    if (mine === turn) use(result);
  };
}
