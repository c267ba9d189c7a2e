// Small things that every part of the page uses to build elements and to write numbers.

/** An element: h("p", {class: "note"}, "text", child). Functions become listeners, null and false are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element. */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** One of the pictures in icons.svg, for the eye only. */
export function icon(name) {
  return svg("svg", { "aria-hidden": "true" }, svg("use", { href: `/static/icons.svg#${name}` }));
}

export function setIcon(element, name) {
  element.querySelector("use").setAttribute("href", `/static/icons.svg#${name}`);
}

export const byId = (id) => document.getElementById(id);

/** 75 -> "1:15" */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** When something was said: the time, with the day when it was not today. */
export function when(seconds) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  return h("time", { datetime: date.toISOString() }, (today ? TIME : DAY).format(date));
}

export function plural(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

/** What was kept for this browser; a browser that keeps nothing is fine too. */
export const kept = {
  get(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`mynah.${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`mynah.${name}`, JSON.stringify(value));
    } catch {
      // private windows may refuse
    }
  },
};
