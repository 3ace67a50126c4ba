// Speaking an answer: ninety seconds into the microphone, kept in this browser, played back, deleted with one click.
(() => {
  const place = document.getElementById("speaking");
  if (!place) return;

  const LONGEST = 90; // seconds
  const FORMATS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  const { interview, position } = place.dataset;
  const [button, remove] = place.querySelectorAll("button");
  const [told, player] = [place.querySelector(".told"), place.querySelector("audio")];

  const field = place.querySelector("[name=spoken]"); // what the server is told; disabled while nobody knows

  let recorder = null;
  let started = 0;
  let ticking = 0;
  let kept = Promise.resolve();

  // What is said with `aloud` is also read out; the seconds are only shown.
  function tell(text, aloud = true) {
    told.textContent = text;
    if (aloud) window.countdown?.say(text);
  }

  function offer(recording) {
    if (player.src) URL.revokeObjectURL(player.src);
    player.hidden = remove.hidden = !recording;
    if (recording) player.src = URL.createObjectURL(recording.blob);
    else player.removeAttribute("src");
    button.textContent = recording ? "Speak it again (90 s)" : "Speak it (90 s)";
  }

  function mark(isSpoken) {
    field.disabled = false;
    field.value = isSpoken ? "1" : "0";
    document.dispatchEvent(new Event("speaking:marked"));
  }

  function troubleOf(error) {
    if (error.name === "NotAllowedError") return "The browser was not allowed to use the microphone.";
    if (error.name === "NotFoundError") return "There is no microphone here.";
    return "The microphone does not answer.";
  }

  function tick() {
    const seconds = (performance.now() - started) / 1000;
    if (seconds >= LONGEST) return stop();
    tell(`Recording: ${Math.ceil(LONGEST - seconds)} s left`, false);
  }

  function stop() {
    clearInterval(ticking);
    if (recorder?.state === "recording") recorder.stop();
  }

  async function keep(blob, seconds) {
    const recording = { blob, seconds };
    offer(recording);
    try {
      await window.recordings.save(interview, position, recording);
      tell(`Recorded ${seconds} s. It stays in this browser.`);
    } catch {
      tell(`Recorded ${seconds} s. This browser keeps no recordings: it is gone when you leave this question.`);
    }
  }

  async function record() {
    if (!navigator.mediaDevices || !window.MediaRecorder) {
      return tell("This browser cannot record here. It can on this computer itself, or over https.");
    }
    button.disabled = true;
    let microphone;
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return tell(`${troubleOf(error)} You can still say it aloud, and write down what you said.`);
    } finally {
      button.disabled = false;
    }
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
    const pieces = [];
    recorder = new MediaRecorder(microphone, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
    recorder.ondataavailable = (event) => pieces.push(event.data);
    kept = new Promise((resolve) => {
      recorder.onstop = () => {
        for (const track of microphone.getTracks()) track.stop(); // the light of the microphone goes out
        const seconds = Math.min(Math.round((performance.now() - started) / 1000), LONGEST);
        button.removeAttribute("data-recording");
        resolve(keep(new Blob(pieces, { type: recorder.mimeType }), seconds));
      };
    });
    recorder.start();
    mark(true); // now, since the time may be up before it is said
    started = performance.now();
    button.textContent = "Stop";
    button.dataset.recording = "";
    tell(`Recording: ${LONGEST} s left`);
    ticking = setInterval(tick, 250);
  }

  button.addEventListener("click", () => (recorder?.state === "recording" ? stop() : record()));
  remove.addEventListener("click", async () => {
    offer(null);
    mark(false);
    button.focus();
    await window.recordings.remove(interview, position).catch(() => {});
    tell("The recording is deleted.");
  });

  /** Whoever leaves the question waits for this: what is being recorded is kept. */
  window.stopSpeaking = async () => {
    stop();
    await kept;
  };
  window.addEventListener("pagehide", stop);

  place.hidden = false;
  window.recordings.load(interview, position).then(
    (recording) => {
      if (!recording) return;
      offer(recording);
      mark(true);
    },
    () => {},
  );
})();
