// A recording from the microphone, or a sentence that says why there is none.

const LONGEST = 60; // seconds
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

const WHY = {
  NotAllowedError: "This page may not use the microphone. Allow it in the browser, or choose a file.",
  NotFoundError: "No microphone was found. Please choose a file instead.",
  NotReadableError: "Another program uses the microphone. Please close it, or choose a file.",
};

/** Start recording. `stop()` ends it, `done` becomes a File. Throws an Error with a sentence. */
export async function record(onSecond) {
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") {
    throw new Error("This browser cannot record here. Please choose a file instead.");
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    throw new Error(WHY[error.name] || "The microphone cannot be used. Please choose a file instead.");
  }
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const began = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    onSecond(seconds);
    if (seconds >= LONGEST) stop();
  }, 250);
  const stop = () => recorder.state !== "inactive" && recorder.stop();
  const done = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      clearInterval(timer);
      stream.getTracks().forEach((track) => track.stop());
      const type = recorder.mimeType.split(";")[0] || "audio/webm";
      resolve(new File(parts, `recording.${type.split("/")[1]}`, { type }));
    });
  });
  recorder.start(1000);
  return { stop, done };
}
