// The panel that makes a voice of a recording: dropped anywhere on the page, chosen, or recorded.

import { byId, clock, setIcon } from "./dom.js";
import { Failure, insist, newId } from "./api.js";
import { record } from "./recorder.js";

export class ClonePanel {
  /** `onAccepted(id, name)`: the bot is learning the voice. */
  constructor({ onAccepted }) {
    this.onAccepted = onAccepted;
    this.panel = byId("clone-panel");
    this.sample = null;
    this.recording = null;
    this.id = newId();
    this.limit = 25 * 2 ** 20;
    this.#listen();
    this.#listenForDrops();
  }

  offer(choices) {
    this.limit = choices.max_upload;
    byId("consent-words").textContent = choices.consent;
    byId("clone-name").maxLength = choices.max_name;
  }

  open(name = "") {
    if (name) byId("clone-name").value = name;
    if (!this.panel.open) this.panel.showModal();
    (this.sample ? byId("clone-name") : byId("record")).focus();
  }

  /** Take *file* as the recording. */
  take(file) {
    if (file.size > this.limit) {
      this.#note(`That file is over ${Math.floor(this.limit / 2 ** 20)} MB. Please send a shorter recording; 6 to 24 seconds are best.`);
      return;
    }
    this.sample = file;
    this.id = newId();
    this.#note("");
    byId("sample-name").textContent = file.name;
    byId("sample-about").textContent = file.size < 2 ** 20 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 2 ** 20).toFixed(1)} MB`;
    const audio = byId("sample-audio");
    URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(file);
    this.#turn(true);
    byId("clone-name").focus();
  }

  #listen() {
    byId("clone-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    byId("pick").addEventListener("click", () => byId("sample").click());
    byId("sample").addEventListener("change", () => byId("sample").files[0] && this.take(byId("sample").files[0]));
    byId("record").addEventListener("click", () => this.#record());
    byId("sample-drop").addEventListener("click", () => this.#forget());
    byId("sample-audio").addEventListener("loadedmetadata", () => {
      const seconds = byId("sample-audio").duration;
      if (Number.isFinite(seconds)) byId("sample-about").textContent = clock(seconds);
    });
    this.panel.addEventListener("close", () => {
      this.recording?.stop();
      byId("sample-audio").pause();
    });
  }

  #listenForDrops() {
    const over = byId("over");
    const files = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    let depth = 0;
    const show = (shown) => {
      over.hidden = !shown || this.panel.open;
      byId("drop").classList.toggle("live", shown);
    };
    addEventListener("dragenter", (event) => {
      if (!files(event)) return;
      depth += 1;
      show(true);
    });
    addEventListener("dragleave", (event) => files(event) && (depth = Math.max(0, depth - 1)) === 0 && show(false));
    addEventListener("dragover", (event) => files(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!files(event)) return;
      event.preventDefault(); // else the browser leaves the page and plays the file
      depth = 0;
      show(false);
      const [file] = event.dataTransfer.files;
      if (!file) return;
      this.open();
      this.take(file);
    });
  }

  async #record() {
    if (this.recording) return this.recording.stop();
    this.#note("");
    try {
      this.recording = await record((seconds) => this.#recordButton(`Stop (${clock(seconds)})`, true));
    } catch (error) {
      return this.#note(error.message);
    }
    this.#recordButton("Stop (0:00)", true);
    this.#note("Recording. Read something aloud for 6 to 24 seconds.", { bad: false });
    const file = await this.recording.done;
    this.recording = null;
    this.#recordButton("Record", false);
    this.#note("");
    if (this.panel.open) this.take(file);
    return undefined;
  }

  #recordButton(words, live) {
    const button = byId("record");
    button.querySelector("span").textContent = words;
    button.classList.toggle("live", live);
    setIcon(button, live ? "stop" : "mic");
  }

  async #send() {
    const name = byId("clone-name").value.trim();
    if (!this.sample) return this.#note("Please drop, record or choose a recording first.");
    const form = new FormData();
    form.append("id", this.id);
    form.append("name", name);
    form.append("consent", byId("consent").checked ? "yes" : "");
    form.append("sample", this.sample, this.sample.name);
    byId("clone-send").disabled = true;
    this.#note("Sending…", { bad: false });
    try {
      const { id } = await insist("/api/clone", form, () => this.#note("Waiting for the bot…", { bad: false }));
      this.#forget();
      byId("clone-name").value = "";
      byId("consent").checked = false;
      this.panel.close();
      this.onAccepted(id, name);
    } catch (failure) {
      this.#note(failure instanceof Failure ? failure.message : "The recording could not be sent. Please try again.");
    } finally {
      byId("clone-send").disabled = false;
    }
    return undefined;
  }

  #forget() {
    this.sample = null;
    this.id = newId();
    byId("sample").value = "";
    this.#note("");
    this.#turn(false);
  }

  #turn(heard) {
    byId("heard").hidden = !heard;
    byId("drop").hidden = heard;
  }

  #note(words, { bad = true } = {}) {
    const note = byId("clone-note");
    note.textContent = words;
    note.classList.toggle("bad", bad);
  }
}
