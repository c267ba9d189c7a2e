// Talks to the bot. A command carries an id that is made up here, so sending it again never does it twice.

const WAITS = [0.5, 1, 2, 3, 5, 5, 5, 5, 5]; // seconds between tries while the bot restarts

/** What went wrong, as a sentence for the person alone. */
export class Failure extends Error {
  constructor(words, { again = false, reference = "" } = {}) {
    super(words);
    this.again = again;
    this.reference = reference;
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http on another machine has no randomUUID
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Ask once; the JSON that came, or a Failure. */
export async function ask(method, path, body, headers = {}) {
  const form = body instanceof FormData;
  const options = { method, headers: { Accept: "application/json", ...headers } };
  if (body !== undefined) {
    options.body = form ? body : JSON.stringify(body);
    if (!form) options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Failure("The bot cannot be reached. Is it still running?", { again: true });
  }
  return answerOf(response);
}

async function answerOf(response) {
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    answer = null;
  }
  if (response.status === 401) location.assign("/login");
  if (response.ok && answer) return answer;
  const words = answer?.words || OTHER[response.status] || "The bot gave no answer that this page understands.";
  throw new Failure(words, { again: response.status >= 500, reference: answer?.reference || "" });
}

const OTHER = {
  413: "That is more than the bot takes at once. Please send it in parts.",
  403: "The bot does not take that from this address.",
  408: "That took too long to arrive. Please try again.",
};

/** Ask until the bot is there: for commands, whose id makes a repeat harmless. */
export async function insist(path, body, onWait = () => {}) {
  for (const wait of [...WAITS, null]) {
    try {
      return await ask("POST", path, body);
    } catch (failure) {
      if (!(failure instanceof Failure) || !failure.again || failure.reference || wait === null) throw failure;
      onWait();
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  }
  return null;
}

/** Follow the transcript for ever; after a break it goes on where it broke off. */
export function follow({ onPost, onReady, onState }) {
  let last = 0;
  const open = () => {
    const source = new EventSource(last ? `/api/events?since=${last}` : "/api/events");
    source.addEventListener("open", () => onState("connected"));
    source.addEventListener("ready", () => onReady());
    source.addEventListener("message", (event) => {
      last = Number(event.lastEventId) || last;
      onPost(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      onState("waiting");
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      setTimeout(async () => {
        await ask("GET", "/api/choices").catch(() => {}); // signed out: this leads to the form
        open();
      }, 1500);
    });
  };
  open();
}
