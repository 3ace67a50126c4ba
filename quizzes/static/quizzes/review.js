// A sitting by keyboard: keys, focus, drafts that survive a lost network. Everything works without it, by forms.
(() => {
  const SETTLING = 400; // ms after a new card or verdict in which keys do nothing, so that a double Space acts once
  let shownAt = 0;

  const sitting = () => document.getElementById("sitting");
  const answerBox = () => document.getElementById("answer");
  const isTick = (element) => element.matches?.("input[type=checkbox], input[type=radio]");
  const isEditable = (element) =>
    !isTick(element) && Boolean(element.closest("input, textarea, select, [contenteditable], math-field, dialog"));
  const isAnswer = (element) => element === answerBox() || Boolean(element.closest?.(".lines, math-field"));

  // --- drafts: what is typed outlives a reload, a closed tab and an expired session ---

  const draftKey = () => `draft:${sitting()?.dataset.showing}`;

  function keepDraft() {
    const box = answerBox();
    if (box?.value) localStorage.setItem(draftKey(), box.value);
    else localStorage.removeItem(draftKey());
  }

  function restoreDraft() {
    const box = answerBox();
    const draft = box && localStorage.getItem(draftKey());
    if (draft && !box.value) box.value = draft;
  }

  function dropDrafts() {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
  }

  // --- focus: to the answer box of a new card, to the result of a verdict ---

  function arrive() {
    shownAt = performance.now();
    if (!sitting()) return;
    sitting().dataset.arrived = ""; // from here on the keys act
    for (const element of sitting().querySelectorAll(".keys-button, .with-script")) element.hidden = false;
    const result = document.getElementById("result");
    const error = document.getElementById("error");
    const box = answerBox();
    if (result) {
      dropDrafts();
      result.focus({ preventScroll: true });
      result.scrollIntoView({ block: "nearest" });
      return;
    }
    restoreDraft();
    if (box) {
      box.focus({ preventScroll: true });
      const place = box.dataset.position;
      if (place !== undefined) box.setSelectionRange(Number(place), Number(place) + 1);
    } else if (error) {
      sitting().querySelector(".option input").focus({ preventScroll: true });
    } else {
      document.getElementById("main").focus({ preventScroll: true });
    }
    if (error) error.scrollIntoView({ block: "center" });
    else window.scrollTo(0, 0);
  }

  document.addEventListener("DOMContentLoaded", arrive);
  // After a hint the button that had the focus is gone: on with the answer, or with the next key.
  function goOnAfterHint() {
    const box = answerBox();
    (box ?? document.getElementById("main")).focus({ preventScroll: true });
    if (box) box.setSelectionRange(box.value.length, box.value.length);
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "sitting") arrive();
    else if (event.target.id === "hints") goOnAfterHint();
  });
  document.addEventListener("input", (event) => {
    if (event.target === answerBox()) keepDraft();
    // What was wrong is being mended: from here on the reading under the field tells what is.
    if (event.target.closest?.("#answer-form .field")) document.getElementById("error")?.setAttribute("hidden", "");
  });

  // --- keys ---

  function press(selector) {
    const button = sitting()?.querySelector(selector) ?? document.querySelector(selector);
    if (!button) return false;
    button.click();
    return true;
  }

  // Where nothing is proposed, no key takes a grade by itself.
  function askForGrade() {
    const reason = document.querySelector("#grades .reason");
    if (!reason) return false;
    reason.textContent = reason.dataset.nothing;
    return true;
  }

  function act(event) {
    const { key } = event;
    if (key === " " || key === "Enter") return press("[data-default]") || askForGrade();
    if (/^[1-9]$/.test(key)) {
      const option = sitting()?.querySelectorAll("#answer-form .option input")[Number(key) - 1];
      if (option) {
        option.click();
        return true;
      }
    }
    return press(`[data-key="${CSS.escape(key)}"]`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey) {
      if (key === "Enter" && isAnswer(target)) {
        event.preventDefault();
        document.querySelector("#answer-form [data-default]").click();
      }
      return;
    }
    if (key === "Escape" && (isAnswer(target) || isTick(target))) {
      target.blur();
      return;
    }
    if (isEditable(target)) return;
    // In a form, Enter sends it: that is the browser's own key, not one of ours that can be turned off.
    if (document.body.dataset.keys === "off" && !(key === "Enter" && isTick(target))) return;
    // On a button or a link, Space and Enter belong to it; on a tick, Space does.
    if ((key === " " || key === "Enter") && target.closest("button, a, summary")) return;
    if (key === " " && isTick(target)) return;
    if (event.repeat || performance.now() - shownAt < SETTLING || document.querySelector(".htmx-request")) {
      if (key === " ") event.preventDefault();
      return;
    }
    if (act(event)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
  });

  // --- trouble: nothing typed is lost, and the page says so ---

  function say(text) {
    const trouble = document.getElementById("trouble");
    trouble.textContent = text;
    trouble.hidden = !text;
  }

  const KEPT = "What you typed is kept here.";
  document.addEventListener("htmx:sendError", () => say(`No connection. ${KEPT} Try again in a moment.`));
  document.addEventListener("htmx:timeout", () => say(`The server takes too long. ${KEPT} Try again in a moment.`));
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const wait = event.detail.xhr.getResponseHeader("Retry-After") ?? "a few";
    if (status === 403) say(`This page is from before you signed in. ${KEPT} Reload it, then check again.`);
    else if (status === 429) say(`That was very quick. ${KEPT} Wait ${wait} seconds, then try again.`);
    else say(`The server could not do that (${status}). ${KEPT} Try again; if it stays so, reload the page.`);
  });
  document.addEventListener("htmx:beforeSwap", () => say(""));
  window.addEventListener("offline", () => say(`You are offline. ${KEPT}`));
  window.addEventListener("online", () => say(""));
})();
