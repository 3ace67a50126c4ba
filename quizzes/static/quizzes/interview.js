// Sitting an interview: going from question to question, two tabs, the end, keys. Everything works without it, by the
// buttons of one form.
(() => {
  const room = document.getElementById("interview");
  const form = document.getElementById("answer-form");
  if (!room) return;

  const PAUSE = 5_000; // ms between two looks at whether there is something to save
  const RETRY = 1_000; // ms between two tries to reach the report when the time is up

  const { Keeper, post } = window.keeping;
  const say = (text) => window.countdown.say(text);
  let isOver = false; // the interview has ended

  // --- the answer and the scratch pad ---

  const keepers = [];
  const box = () => document.getElementById("answer");
  const ticks = () => [...(form?.querySelectorAll(".option input") ?? [])];

  function readAnswer() {
    return new FormData(form).getAll("text").join(" ");
  }

  function writeAnswer(text) {
    if (box()) box().value = text;
    const chosen = text.split(" ");
    for (const tick of ticks()) tick.checked = chosen.includes(tick.value);
  }

  // Both texts, and the question which of them counts. Nothing is saved until it is answered.
  function askWhich(reply) {
    answer.stopped = true;
    answer.savedAt = null;
    answer.told.textContent = "Not saved yet: choose above which text counts.";
    const place = document.getElementById("conflict");
    const page = document.createElement("template");
    page.innerHTML = reply.conflict;
    place.replaceChildren(page.content);
    window.setMathematics(place);
    place.scrollIntoView({ block: "nearest" });
    say("This answer was changed in another tab. Both texts are kept; choose which one counts.");
  }

  // Of the scratch pad both are kept, one below the other: nobody has to choose. Where nothing was typed here, the
  // other text stands.
  function joinPads({ version, text }) {
    const mine = pad.read();
    const holds = pad.isChanged ? [mine, text].find((each) => each.includes(mine) && each.includes(text)) : text;
    const both = holds ?? `${text}\n\n${mine}`;
    pad.version.value = version;
    pad.kept = text;
    if (both === mine) return;
    const moved = Math.max(both.lastIndexOf(mine), 0);
    const [from, to] = [pad.element.selectionStart, pad.element.selectionEnd];
    pad.write(both);
    if (document.activeElement === pad.element) pad.element.setSelectionRange(from + moved, to + moved);
  }

  let answer = null;
  let pad = null;
  if (form) {
    answer = new Keeper({
      name: room.dataset.position,
      field: "text",
      read: readAnswer,
      write: writeAnswer,
      version: form.elements.version,
      address: form.action,
      told: document.getElementById("saved"),
      onStale: askWhich,
      onSaved: (reply) => {
        showStrip(reply.strip);
        showSkip(reply.skipped);
      },
    });
    const element = document.getElementById("pad");
    pad = new Keeper({
      name: "pad",
      field: "pad",
      read: () => element.value,
      write: (text) => void (element.value = text),
      version: form.elements.pad_version,
      address: element.dataset.address,
      told: document.getElementById("pad-saved"),
      onStale: joinPads,
    });
    pad.element = element;
    if ("unsaved" in form.dataset) answer.kept = null; // typed before a sign-in, and brought back by the server
    keepers.push(answer, pad);
    if (pad.read()) element.closest("details").open = true;
  }

  // What another tab has saved meanwhile. Typed on here, both texts are shown at once; else it is said.
  let replacedBy = 0; // the version that was told of

  function hearOfOthers({ versions, pad_version: padVersion }) {
    if (!answer || isMoving || isOver) return;
    if (pad.isBehind(padVersion)) pad.save({ renew: true });
    const version = versions[room.dataset.position];
    if (!answer.isBehind(version)) return;
    if (answer.isChanged) return answer.save();
    if (version === replacedBy) return;
    replacedBy = version;
    document.getElementById("conflict").replaceChildren(document.getElementById("replaced").content.cloneNode(true));
    say("This answer was changed in another tab.");
  }

  document.addEventListener("countdown:state", ({ detail }) => hearOfOthers(detail));

  const saveAll = (options) => Promise.all(keepers.map((keeper) => keeper.save(options)));

  document.addEventListener("input", () => {
    for (const keeper of keepers) keeper.note();
  });
  document.addEventListener("focusout", () => saveAll());
  document.addEventListener("visibilitychange", () => document.hidden && saveAll({ keepalive: true }));
  window.addEventListener("pagehide", () => saveAll({ keepalive: true }));
  window.addEventListener("online", () => saveAll());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload()); // its versions are old
  document.addEventListener("countdown:ending", () => saveAll());
  setInterval(saveAll, PAUSE);
  setInterval(saveSpoken, PAUSE);
  setInterval(() => {
    for (const keeper of keepers) keeper.show();
  }, 1_000);

  // --- whether it was said aloud: told at once, since the time may be up before one goes on ---

  const spoken = form?.elements.spoken;
  let spokenKept = spoken?.dataset.kept; // what the server has

  async function saveSpoken() {
    if (!spoken || spoken.disabled || spoken.value === spokenKept || isOver) return;
    const data = new FormData();
    data.set("unchanged", "1");
    data.set("spoken", spoken.value);
    try {
      const reply = await post(form.action, data);
      if (reply.ended) return;
      spokenKept = data.get("spoken");
      showStrip(reply.strip);
    } catch {
      // With the next look, or with the button that leads on.
    }
  }

  document.addEventListener("speaking:marked", saveSpoken);

  // --- what does not fit: a browser cuts it and says nothing ---

  document.addEventListener("beforeinput", ({ target, inputType, data, dataTransfer, isComposing }) => {
    if (!(target.maxLength > 0) || !inputType?.startsWith("insert") || isComposing) return;
    const text = (data ?? dataTransfer?.getData("text/plain") ?? "\n").replaceAll("\r\n", "\n");
    const fitting = target.maxLength - target.value.length + target.selectionEnd - target.selectionStart;
    if (text.length <= fitting) return;
    const most = target.maxLength.toLocaleString("en-GB");
    const length = text.length.toLocaleString("en-GB");
    const taken = `Only the first ${fitting.toLocaleString("en-GB")} of ${length} characters were taken`;
    tellCut(target, fitting > 0 ? `${taken}: at most ${most} fit here.` : `This is full: at most ${most} characters fit.`);
  });

  document.addEventListener("input", ({ target }) => {
    if (target.maxLength > 0 && target.value.length < target.maxLength) tellCut(target, "");
  });

  function tellCut(field, text) {
    const place = document.getElementById(field === pad?.element ? "pad-cut" : "cut");
    if (!place || place.textContent === text) return;
    place.textContent = text;
    place.hidden = !text;
    if (text) say(text);
  }

  // --- going on: the same form, sent from here, so that a lost network costs nothing ---

  let isMoving = false;

  async function move(submitter) {
    if (isMoving) return;
    isMoving = true;
    try {
      if (submitter?.name !== "flag") await window.stopSpeaking?.();
      await Promise.all(keepers.map((keeper) => keeper.going));
      const texts = new Map(keepers.map((keeper) => [keeper, keeper.setOff()]));
      const sending = post(form.action, movingData(submitter));
      for (const keeper of keepers) keeper.going = sending.catch(() => {}); // no save of its own overtakes this one
      const reply = await sending.finally(() => keepers.forEach((keeper) => void (keeper.going = null)));
      if (reply.ended) return;
      if (reply.conflict !== undefined) return askWhich(reply);
      if (reply.stale) return discard(reply, texts);
      if (reply.version !== undefined) answer.accept(reply, texts.get(answer));
      if (reply.pad_version !== undefined) {
        pad.forget(texts.get(pad));
        joinPads({ version: reply.pad_version, text: reply.pad });
      }
      if (reply.flagged !== undefined) return showFlag(reply, submitter);
      if (submitter?.name === "skip" && !reply.skipped) return takeUp(reply);
      answer.stopped = false;
      await saveAll(); // what was typed while this was on its way
      go(reply.next);
    } catch (error) {
      answer.fail(error);
    } finally {
      isMoving = false;
    }
  }

  // A tab that has changed nothing does not ask which of two texts counts: it leaves its own at home.
  function movingData(submitter) {
    const data = new FormData(form, submitter);
    if (!pad.isChanged) data.delete("pad");
    if (!answer.isChanged && !answer.stopped) {
      data.delete("text");
      data.set("unchanged", "1");
    }
    return data;
  }

  // The text of the other tab counts; ours is kept aside on the server.
  function discard(reply, texts) {
    answer.forget(texts.get(answer));
    go(reply.next);
  }

  function go(address) {
    window.countdown.isGoingOn = true;
    if (address === location.pathname + location.search) location.reload();
    else location.assign(address);
  }

  function showFlag(reply, button) {
    button.setAttribute("aria-pressed", reply.flagged);
    button.value = reply.flagged ? "0" : "1";
    button.querySelector(".name").textContent = reply.flagged ? "Flagged" : "Flag";
    showStrip(reply.strip);
    say(reply.flagged ? "Flagged." : "No longer flagged.");
  }

  function takeUp(reply) {
    showSkip(false);
    showStrip(reply.strip);
    say("No longer skipped.");
  }

  function showSkip(isSkipped) {
    const button = form.elements.skip;
    if (isSkipped === undefined || button.value === (isSkipped ? "0" : "1")) return;
    button.setAttribute("aria-pressed", isSkipped);
    button.value = isSkipped ? "0" : "1";
    button.querySelector(".name").textContent = isSkipped ? "Skipped" : "Skip";
  }

  // Button by button, so that the one with the focus keeps it.
  function showStrip(html) {
    const page = document.createElement("template");
    page.innerHTML = html ?? "";
    const buttons = page.content.querySelectorAll(".step");
    document.querySelectorAll("#strip .step").forEach((step, index) => {
      const fresh = buttons[index];
      if (!fresh || fresh.outerHTML === step.outerHTML) return;
      step.title = fresh.title;
      step.replaceChildren(...fresh.childNodes);
    });
  }

  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    move(event.submitter);
  });

  // --- the end ---

  // The page of the question leads to the report by itself once the interview has ended.
  async function leave() {
    if (isOver) return;
    isOver = true;
    for (const keeper of keepers) keeper.stopped = keeper.isOver = true;
    const isLost = keepers.some((keeper) => keeper.isChanged);
    freeze();
    await window.stopSpeaking?.();
    for (;;) {
      try {
        const response = await fetch(room.dataset.state, { headers: { Accept: "application/json" } });
        if (response.ok && (await response.json()).ended) return location.assign(room.dataset.report);
      } catch {
        const lost = isLost ? " What was not saved by then is kept in this browser; the report shows it." : "";
        if (answer) answer.told.textContent = `It is over. The report comes when the connection is back.${lost}`;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }

  // Nothing is taken any more, but it can still be read and copied.
  function freeze() {
    const fields = [...(form?.elements ?? []), ...document.querySelectorAll("#answer-form math-field")];
    for (const field of fields) {
      if (field.matches("textarea, math-field, input[type=text]")) field.readOnly = true;
      else if (field.matches("button, input:not([type=hidden])")) field.disabled = true;
    }
  }

  document.addEventListener("countdown:over", leave);

  // --- focus and keys ---

  const isTick = (element) => element.matches?.("input[type=checkbox], input[type=radio]");
  const isAnswer = (element) => element === box() || Boolean(element.closest?.(".lines, math-field"));
  const isEditable = (element) =>
    !isTick(element) && Boolean(element.closest("input, textarea, select, [contenteditable], math-field, dialog"));

  function press(selector) {
    const button = document.querySelector(selector);
    button?.click();
    return Boolean(button);
  }

  function act({ key }) {
    if (/^[1-9]$/.test(key)) {
      const tick = ticks()[Number(key) - 1];
      tick?.click();
      return Boolean(tick);
    }
    return press(`[data-key="${CSS.escape(key)}"]`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const { target, key } = event;
    // Alt with the arrows left and right belongs to the browser: back and forward.
    if (event.altKey && !event.ctrlKey && !event.metaKey && (key === "ArrowDown" || key === "ArrowUp")) {
      if (press(key === "ArrowDown" ? "[data-default]" : "[data-previous]")) event.preventDefault();
      return;
    }
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (key === "Enter" && press("[data-default]")) event.preventDefault();
      return;
    }
    if (key === "Escape" && (isEditable(target) || isTick(target))) return target.blur();
    if (isEditable(target) || document.body.dataset.keys === "off" || event.repeat) return;
    if (act(event)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
  });

  for (const element of document.querySelectorAll(".keys-button, .with-script")) element.hidden = false;

  // Before formulas.js, which makes fields of its own from what stands in the box.
  document.addEventListener("DOMContentLoaded", () => {
    if (answer) saveAll();
    if (!box() || document.getElementById("conflict").childElementCount) return;
    box().focus({ preventScroll: true });
    box().setSelectionRange(box().value.length, box().value.length);
  });
})();
