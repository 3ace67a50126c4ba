// The report of an interview: what was spoken is played back, questions open where a link leads, all of it prints.
// Everything works without it, by forms and links, but for the recordings, which only this browser has.
(() => {
  // --- questions open where a link leads ---

  function openTarget() {
    const target = document.getElementById(location.hash.slice(1)); // our own names, which need no decoding
    if (!target?.matches("details.turn")) return;
    target.open = true;
    target.querySelector("summary").focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  }

  // --- what was spoken ---

  async function offerRecordings(root) {
    if (!window.recordings) return;
    for (const place of root.querySelectorAll(".recording:not([data-asked])")) {
      place.dataset.asked = "";
      const { interview, position } = place.dataset;
      const recording = await window.recordings.load(interview, position).catch(() => undefined);
      if (!recording) continue;
      place.querySelector("audio").src = URL.createObjectURL(recording.blob);
      place.querySelector("button").addEventListener("click", () => deleteRecording(place));
      place.hidden = false;
      // Nothing was written: the key points are shown at once, to be held against what was said.
      const aloud = place.parentElement.querySelector(".judging > details");
      if (aloud && place.closest(".skipped")) aloud.open = true;
    }
  }

  async function deleteRecording(place) {
    const { interview, position } = place.dataset;
    await window.recordings.remove(interview, position).catch(() => {});
    silence(place);
    place.closest("details").querySelector("summary").focus();
    countRecordings();
  }

  function silence(place) {
    const player = place.querySelector("audio");
    URL.revokeObjectURL(player.src);
    player.removeAttribute("src");
    player.load();
    place.hidden = true;
  }

  async function countRecordings() {
    const place = document.getElementById("recordings");
    if (!place || !window.recordings) return;
    const number = await window.recordings.count(place.dataset.interview).catch(() => 0);
    const [told, button] = [place.querySelector(".told"), place.querySelector("button")];
    button.hidden = !number;
    if (number) told.textContent = number === 1 ? "1 recording" : `${number} recordings`;
    place.querySelector(".where").hidden = !number;
    if (!number && !place.hidden) told.textContent = "Nothing of what you said is left in this browser.";
    if (number) place.hidden = false;
  }

  async function deleteAllRecordings(place) {
    await window.recordings.removeAll(place.dataset.interview).catch(() => {});
    for (const each of document.querySelectorAll(".recording:not([hidden])")) silence(each);
    await countRecordings();
    place.focus();
  }

  // --- what was typed without connection, and is in this browser only ---

  const lines = (text) => text.replaceAll("\r\n", "\n");

  function draftOf(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null; // the browser keeps nothing, or something else lies there
    }
  }

  function offerUnsent(root) {
    for (const place of root.querySelectorAll(".unsent")) {
      const { interview, position, counted } = place.dataset;
      const key = `interview:${interview}:${position}`; // as keeping.js has it
      const text = draftOf(key)?.text;
      if (typeof text !== "string") continue;
      if (!text.trim() || lines(text) === lines(counted)) {
        localStorage.removeItem(key); // it arrived, only word of that did not
        continue;
      }
      const chosen = text.split(" ");
      for (const option of place.querySelectorAll("[data-value]")) option.hidden = !chosen.includes(option.dataset.value);
      const given = place.querySelector(".given");
      if (given) given.textContent = text;
      place.querySelector("button").addEventListener("click", () => deleteUnsent(place, key));
      place.hidden = false;
      place.closest("details").open = true;
    }
    listUnsent();
  }

  function deleteUnsent(place, key) {
    localStorage.removeItem(key);
    place.hidden = true;
    place.closest("details").querySelector("summary").focus();
    listUnsent();
  }

  function listUnsent() {
    const list = document.getElementById("unsent");
    if (!list) return;
    for (const link of list.querySelectorAll("a")) link.remove();
    for (const place of document.querySelectorAll(".unsent:not([hidden])")) {
      const link = document.createElement("a");
      link.href = `#question-${place.dataset.position}`;
      link.textContent = `question ${place.dataset.position}`;
      list.append(link);
    }
    list.hidden = !list.querySelector("a");
  }

  // --- printing: closed questions are printed, too ---

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")].filter((details) => !details.closest("form"));
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl + C"; // the text is selected
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    const all = event.target.closest("#recordings button");
    if (all) deleteAllRecordings(all.closest("#recordings"));
  });

  // --- marks: the focus stays where it was ---

  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.target;
    if (!place?.matches?.("details.turn")) return;
    const turn = document.getElementById(place.id);
    offerRecordings(turn);
    offerUnsent(turn);
    const active = document.activeElement;
    if (!turn.contains(active) || !active.checkVisibility()) turn.querySelector("summary").focus();
  });

  // --- trouble ---

  function say(text) {
    const trouble = document.getElementById("trouble");
    if (!trouble) return;
    if (trouble.textContent !== text) trouble.textContent = text; // told once, not every few seconds
    trouble.hidden = !text;
    for (const element of document.querySelectorAll(".without-script")) element.hidden = !text;
  }

  const PAUSE = 3_000; // ms until the marking is asked for once more
  let again = 0;

  /** Whether the page asked of itself, and will once more. The server goes on where it was, and marks nothing twice. */
  function goesOn({ detail }) {
    const form = detail.elt?.closest?.("#grading form");
    const refused = [401, 403, 404, 410].includes(detail.xhr?.status); // and would be again
    if (!form || refused) return false;
    clearTimeout(again);
    again = setTimeout(() => form.isConnected && form.requestSubmit(), PAUSE);
    return true;
  }

  const hear = (event, text) => say(goesOn(event) ? "The server does not answer. Nothing is lost; we keep trying." : text);

  document.addEventListener("htmx:sendError", (event) =>
    hear(event, "No connection. Nothing is lost; try again in a moment."),
  );
  document.addEventListener("htmx:timeout", (event) => hear(event, "The server takes too long. Try again in a moment."));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const wait = xhr.getResponseHeader("Retry-After") ?? "a few";
    if (xhr.status === 429) hear(event, `That was very quick. Nothing is lost: wait ${wait} seconds, then try again.`);
    else hear(event, `The server could not do that (${xhr.status}). Reload the page, then try again.`);
  });
  document.addEventListener("htmx:afterSwap", () => say(""));

  document.addEventListener("DOMContentLoaded", () => {
    for (const element of document.querySelectorAll("[data-print], [data-copy]")) element.hidden = false;
    for (const element of document.querySelectorAll(".without-script")) element.hidden = true;
    offerRecordings(document);
    countRecordings();
    offerUnsent(document);
    openTarget();
  });
  window.addEventListener("hashchange", openTarget);
})();
