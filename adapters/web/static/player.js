// The card with a finished clip: words, waveform, play, download. One sound at a time on the whole page.

import { clock, h, icon, setIcon, svg } from "./dom.js";

const HEIGHT = 40;
let current = null;

/** Play *audio* and silence whatever else plays. */
export async function playAlone(audio) {
  if (current && current !== audio) current.pause();
  current = audio;
  await audio.play();
}

/** A player for *post*; `element` to show it, `play()` to start it. */
export function player(post, { onAgain, onHide, onGone }) {
  const url = `/api/clips/${encodeURIComponent(post.id)}`;
  const seconds = post.clip.seconds;
  const audio = h("audio", { preload: "none", src: url });
  const go = h("button", { type: "button", class: "go", "aria-label": "Play" }, icon("play"));
  const seek = h("input", { type: "range", min: 0, max: seconds, step: "any", value: 0, "aria-label": "Position" });
  const wave = h("div", { class: "wave" }, ...drawing(post.clip.waveform), seek);
  const length = h("span", { class: "length" }, clock(seconds));

  const show = () => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : seconds;
    const at = audio.ended ? 0 : audio.currentTime;
    wave.style.setProperty("--played", `${(100 * at) / (whole || 1)}%`);
    seek.value = at;
    seek.setAttribute("aria-valuetext", `${clock(at)} of ${clock(whole)}`);
    length.textContent = clock(at > 0 ? at : whole);
  };
  const mark = () => {
    const playing = !audio.paused && !audio.ended;
    setIcon(go, playing ? "pause" : "play");
    go.setAttribute("aria-label", playing ? "Pause" : "Play");
    if (playing) tick();
    show();
  };
  const tick = () => {
    show();
    if (!audio.paused && !audio.ended) requestAnimationFrame(tick);
  };
  const play = () => playAlone(audio).catch(() => {}); // a browser may want a click first

  go.addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  seek.addEventListener("input", () => {
    audio.currentTime = Number(seek.value);
    show();
  });
  for (const name of ["play", "pause", "ended", "durationchange"]) audio.addEventListener(name, mark);
  audio.addEventListener("error", () => audio.error?.code !== MediaError.MEDIA_ERR_ABORTED && onGone());

  const element = h(
    "div",
    { class: "player", role: "group", "aria-label": `Speech by ${post.voice}` },
    h("p", { class: "spoken", dir: "auto" }, post.text),
    post.note && h("p", { class: "private" }, post.note),
    h("div", { class: "track" }, go, wave, length),
    h(
      "div",
      { class: "tools" },
      h("span", { class: "label", title: "This speech was made by a machine" }, "AI-generated voice"),
      h("a", { href: `${url}?download`, download: true, "aria-label": "Download" }, icon("download"), words("Download")),
      onAgain && h("button", { type: "button", click: onAgain, "aria-label": "Say again" }, icon("again"), words("Again")),
      h("button", { type: "button", click: onHide, "aria-label": "Hide from view" }, icon("hide"), words("Hide")),
    ),
    audio,
  );
  show();
  return { element, play };
}

const words = (text) => h("span", { class: "words", "aria-hidden": "true" }, text);

/** Two drawings of the levels, one above the other: what is still to come and what has been played. */
function drawing(waveform) {
  const levels = Uint8Array.from(atob(waveform || ""), (char) => char.charCodeAt(0));
  const bars = matchMedia("(max-width: 34rem)").matches ? 40 : 72;
  const path = Array.from({ length: bars }, (_, bar) => {
    const half = 0.75 + (HEIGHT / 2 - 3) * (levelAt(levels, bar, bars) / 255);
    return `M${bar + 0.5} ${HEIGHT / 2 - half}v${2 * half}`;
  }).join("");
  const layer = (name, kind) =>
    svg(
      "svg",
      { class: name, viewBox: `0 0 ${bars} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("path", { class: kind, d: path }),
    );
  return [layer("back", "rest"), layer("front", "done")];
}

/** How high a bar is: the loudest of the levels that it stands for, or a soft way from one level to the next. */
function levelAt(levels, bar, bars) {
  if (levels.length === 0) return 0;
  const from = Math.floor((bar * levels.length) / bars);
  if (levels.length >= bars) return Math.max(...levels.slice(from, Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / bars))));
  const place = Math.min(Math.max(((bar + 0.5) * levels.length) / bars - 0.5, 0), levels.length - 1);
  const [left, right] = [levels[Math.floor(place)], levels[Math.ceil(place)]];
  return left + ((right - left) * (1 - Math.cos(Math.PI * (place % 1)))) / 2;
}
