// The authors' page: the preview follows what is typed, problems are marked in the margin, and nothing typed is lost.
// Without this script the page is a form: its Preview button fills the frames.
(() => {
  const PAUSE = 150; // ms without a key before the preview is asked for
  const LOWEST = 64; // px of a frame

  const form = document.getElementById("question-form");
  const source = document.getElementById("source");
  const frames = { preview: document.getElementById("preview"), verdict: document.getElementById("verdict") };
  const status = document.getElementById("look-status");
  const MINE = `authoring:${form.dataset.user}:`; // a browser may be shared
  const NEW = `${MINE}new:`;
  const newKey = NEW + tabName(); // two tabs may each hold a new question
  const storeKey = form.dataset.key === "new" ? newKey : MINE + form.dataset.key;
  const olderKey = `${MINE}older:${form.dataset.key}`; // a list: what is offered, until it is brought back or thrown away
  const MOST = 5; // older texts of a page
  let editor = null;

  const bank = () => form.elements.bank.value;
  const seed = () => form.elements.seed.value;
  const part = () => form.elements.part.value;

  // --- frames: the learner's own styles, at a phone's width and in the dark if asked ---

  const dark = document.getElementById("dark");
  const phone = document.getElementById("phone");
  const isOn = (button) => button.getAttribute("aria-pressed") === "true";

  function dress(frame) {
    const page = frame.contentDocument;
    if (!page?.body) return;
    for (const sheet of page.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (!rule.media) continue;
        rule.scheme ??= rule.media.mediaText;
        if (rule.scheme.includes("prefers-color-scheme: dark")) rule.media.mediaText = isOn(dark) ? "all" : "not all";
      }
    }
    page.documentElement.style.colorScheme = isOn(dark) ? "dark" : "light";
    frame.classList.toggle("phone", isOn(phone));
    frame.contentWindow.setMathematics?.(page.body);
    fit(frame);
  }

  function fit(frame) {
    const page = frame.contentDocument;
    if (page?.body) frame.style.height = `${Math.max(page.body.scrollHeight + 8, LOWEST)}px`;
  }

  const hasVerdict = () => Boolean(frames.verdict.contentDocument?.querySelector(".verdict, .error"));

  function dressBoth() {
    for (const frame of Object.values(frames)) dress(frame);
  }

  function startFrames() {
    dark.setAttribute("aria-pressed", String(matchMedia("(prefers-color-scheme: dark)").matches));
    for (const button of [dark, phone]) {
      button.hidden = false;
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(!isOn(button)));
        dressBoth();
      });
    }
    for (const frame of Object.values(frames)) frame.addEventListener("load", () => dress(frame));
    frames.verdict.addEventListener("load", () => {
      document.getElementById("stale").hidden = true;
      if (hasVerdict()) frames.verdict.scrollIntoView({ block: "nearest" });
    });
    window.addEventListener("resize", () => Object.values(frames).forEach(fit));
    document.getElementById("preview-button").hidden = true;
  }

  // --- asking the server ---

  function fragmentOf(text) {
    const page = document.createElement("template");
    page.innerHTML = text;
    return page.content;
  }

  async function ask(address, signal) {
    const question = form.elements.question?.value ?? ""; // its own name is not taken
    const body = new URLSearchParams({ bank: bank(), question, source: source.value, seed: seed(), part: part() });
    const token = form.elements.csrfmiddlewaretoken.value;
    const headers = { "X-CSRFToken": token, "X-Fragment": "1" };
    const response = await fetch(address, { method: "POST", headers, body, signal });
    if (response.redirected || response.status === 403) {
      throw new Error("You are signed out. What you typed is kept in this browser: sign in again, and come back here.");
    }
    if (response.status === 429) {
      const wait = response.headers.get("Retry-After") ?? "a few";
      throw new Error(`That was very quick. What you typed is kept here: wait ${wait} seconds, then try again.`);
    }
    if (!response.ok) throw new Error(`The server could not do that (${response.status}). What you typed is kept here.`);
    return fragmentOf(await response.text());
  }

  function explain(error) {
    if (error.name === "AbortError") return;
    status.textContent = error instanceof TypeError ? "No connection. What you typed is kept here." : error.message;
  }

  // --- the preview ---

  let timer = 0;
  let asked = null;

  function previewSoon() {
    clearTimeout(timer);
    timer = setTimeout(preview, PAUSE);
  }

  async function preview() {
    if (!source.value.trim()) return listProblems([], []);
    if (!bank()) {
      status.textContent = "Choose a bank first: what it says for all its questions counts here, too.";
      return;
    }
    asked?.abort();
    asked = new AbortController();
    try {
      const found = await ask(document.getElementById("preview-button").formAction, asked.signal);
      status.textContent = "";
      listProblems([...found.querySelectorAll("#problems > li")], [...found.querySelectorAll("#before > li")]);
      showSheet(found.getElementById("sheet"));
    } catch (error) {
      explain(error);
    }
  }

  function showSheet(sheet) {
    const page = frames.preview.contentDocument;
    const place = page?.querySelector("main");
    if (!place) return;
    offerParts(sheet);
    const typed = answersIn(place);
    place.replaceChildren(page.importNode(sheet, true));
    restoreAnswers(place, typed);
    dress(frames.preview);
    form.dataset.previewed = String(Number(form.dataset.previewed ?? 0) + 1);
  }

  // What was typed into the card's own box outlives the next preview.
  function answersIn(place) {
    return [...place.querySelectorAll("[name=text]")].map(({ type, value, checked }) => ({ type, value, checked }));
  }

  function restoreAnswers(place, typed) {
    for (const field of place.querySelectorAll("[name=text]")) {
      const isTick = field.type === "checkbox" || field.type === "radio";
      const before = typed.find((each) => each.type === field.type && (!isTick || each.value === field.value));
      if (!before) continue;
      if (isTick) field.checked = before.checked;
      else field.value = before.value;
    }
  }

  function offerParts(sheet) {
    if (sheet.dataset.parts === undefined) return; // the text could not be read; "" is a card without gaps
    const names = sheet.dataset.parts.split("|");
    const select = form.elements.part;
    document.getElementById("part-label").hidden = names.length < 2;
    if ([...select.options].map((option) => option.value).join("|") !== sheet.dataset.parts) {
      select.replaceChildren(...names.map((name) => new Option(name, name)));
    }
    select.value = sheet.dataset.part;
  }

  // before: what stands in the way of publishing besides, which is no fault of the text as a draft.
  function listProblems(items, before) {
    const list = document.getElementById("problems");
    const box = list.closest(".problems-box");
    list.replaceChildren(...items);
    document.getElementById("before").replaceChildren(...before);
    linkProblems();
    box.classList.remove("refused");
    document.getElementById("problems-title").textContent = "Problems";
    document.getElementById("no-problems").hidden = Boolean(items.length) || !source.value.trim();
  }

  function linkProblems() {
    const items = [...document.querySelectorAll("#problems > li, #before > li")];
    for (const item of items) {
      const line = item.querySelector(".line");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "line";
      button.textContent = line.textContent;
      button.addEventListener("click", () => editor?.goTo(Number(item.dataset.line)));
      line.replaceWith(button);
    }
    editor?.mark(
      items.map((item) => ({
        line: Number(item.dataset.line),
        message: item.querySelector(".message").textContent,
        severity: item.closest("#before") ? "info" : "error",
      })),
    );
  }

  // --- tests ---

  async function runTests() {
    const button = document.getElementById("run-tests");
    const place = document.getElementById("tests");
    button.disabled = true;
    try {
      const found = await ask(button.formAction, undefined);
      place.replaceChildren(...found.getElementById("sheet").childNodes);
    } catch (error) {
      explain(error);
    } finally {
      button.disabled = false;
    }
  }

  // --- nothing is lost: what is typed outlives a closed tab, a lost network and an expired session ---

  function keep() {
    localStorage.setItem(storeKey, JSON.stringify({ source: source.value, at: Date.now() }));
  }

  function tabName() {
    const name = sessionStorage.getItem("authoring:tab") ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    sessionStorage.setItem("authoring:tab", name);
    return name;
  }

  const keptUnder = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
  const isHere = (kept) => !kept?.source.trim() || isExample(kept.source) || isSame(kept, source.value);

  const isSame = (kept, text) => kept.source.trimEnd() === text.trimEnd();

  function isExample(text) {
    const templates = [...document.querySelectorAll("template[data-example]")];
    return templates.some((template) => template.content.textContent.trimEnd() === text.trimEnd());
  }

  async function offerKept() {
    const isUnsaved = "unsaved" in form.dataset; // the text is on the page, and nowhere else
    if (isHere(keptUnder(newKey)) && !isUnsaved) localStorage.removeItem(newKey); // the question has its own page now
    const kept = keptUnder(storeKey);
    if (!isHere(kept)) putAside([kept]);
    if (!isHere(kept) || !isUnsaved) localStorage.removeItem(storeKey);
    if (form.dataset.key === "new") await gatherClosed();
    const older = olderTexts().filter((each) => !isHere(each));
    storeOlder(older);
    for (const each of older) offer(each);
  }

  // New questions of tabs that were closed; those of open tabs are theirs.
  async function gatherClosed() {
    navigator.locks?.request(newKey, () => new Promise(() => {})); // held for as long as this page is open
    const held = ((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name);
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(NEW) || key === newKey || held.includes(key)) continue;
      putAside([keptUnder(key)]);
      localStorage.removeItem(key);
    }
  }

  const olderTexts = () => keptUnder(olderKey) ?? [];

  function putAside(texts) {
    storeOlder([...texts, ...olderTexts().filter((each) => !texts.some((text) => isSame(each, text.source)))].slice(0, MOST));
  }

  function storeOlder(texts) {
    if (texts.length) localStorage.setItem(olderKey, JSON.stringify(texts));
    else localStorage.removeItem(olderKey);
  }

  function offer(kept) {
    const when = new Date(kept.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "medium" });
    const name = kept.source.trim().split("\n")[0].replace(/^#+\s*/, "").slice(0, 60);
    const throwAway = () => storeOlder(olderTexts().filter((each) => !isSame(each, kept.source)));
    tell(`A text that you typed here on ${when} was not saved: “${name} …”. `, {
      "Bring it back": () => {
        throwAway();
        replaceText(kept.source, "Your text of just now is put aside. ", source.defaultValue);
      },
      "Throw it away": throwAway,
    });
  }

  // A row above the text, with buttons; each of them takes the row away.
  function tell(words, acts) {
    const note = document.getElementById("kept");
    const row = document.createElement("p");
    row.append(words);
    for (const [label, act] of Object.entries(acts)) {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "button", textContent: label });
      made.addEventListener("click", () => {
        row.remove();
        act();
        note.hidden = !note.childElementCount;
      });
      row.append(made);
    }
    note.append(row);
    note.hidden = false;
    return row;
  }

  // What was typed stays in this browser, and comes back at a press: a phone has no Ctrl+Z. An example that takes the
  // place of an example leaves the row of the text before both.
  let undoRow = null;

  function replaceText(text, words, savedText) {
    const before = source.value;
    const isTyped = before.trim() && !isExample(before) && before.trimEnd() !== savedText?.trimEnd();
    if (isTyped) {
      putAside([{ source: before, at: Date.now() }]);
      undoRow?.remove();
      undoRow = tell(words, { Undo: () => undo(before) });
    }
    setText(text);
  }

  function undo(before) {
    const now = source.value;
    storeOlder(olderTexts().filter((each) => !isSame(each, before)));
    if (now.trim() && !isExample(now)) putAside([{ source: now, at: Date.now() }]);
    setText(before);
  }

  function setText(text) {
    if (editor) return editor.replace(text);
    source.value = text;
    changed();
  }

  function changed() {
    document.getElementById("stale").hidden = !hasVerdict();
    keep();
    previewSoon();
  }

  // --- examples ---

  function insertExample(select) {
    const template = document.querySelector(`template[data-example="${CSS.escape(select.value)}"]`);
    select.value = "";
    if (!template) return;
    replaceText(template.content.textContent, "The example stands in place of your text, which is kept in this browser. ");
  }

  // --- arriving ---

  function start() {
    // A new question whose publishing was refused is kept already: reloading is to show it, not to send it again.
    const address = form.getAttribute("action");
    if (address && address !== location.pathname) history.replaceState(null, "", address);
    startFrames();
    const label = document.getElementById("source-label");
    if (window.openEditor) {
      const save = () => document.getElementById("save")?.click();
      editor = window.openEditor(source, { label: label.textContent, onChange: changed, onSave: save });
      label.addEventListener("click", () => editor.focus());
    } else {
      source.addEventListener("input", changed);
    }
    offerKept();
    linkProblems();
    document.getElementById("example-choice")?.removeAttribute("hidden");
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.type === "radio") event.preventDefault(); // it would press a button
    });
    form.addEventListener("change", (event) => {
      if (event.target.id === "example") insertExample(event.target);
      else if (["seed", "part", "bank"].includes(event.target.name)) preview();
    });
    document.getElementById("run-tests").addEventListener("click", (event) => {
      event.preventDefault();
      runTests();
    });
    const isRefused = document.querySelector(".problems-box.refused");
    if (isRefused) isRefused.scrollIntoView({ block: "center" });
    const isReady = () => frames.preview.contentDocument?.querySelector("#sheet");
    if (isReady()) first();
    else frames.preview.addEventListener("load", first, { once: true });

    function first() {
      dressBoth();
      if (!source.value.trim() || isRefused) return showFirst(isRefused);
      preview();
      if (/^\s*-?\s*tests:/m.test(source.value)) runTests();
    }
  }

  // What stands in the way of publishing stays listed until the author types; the card is shown all the same.
  async function showFirst(isRefused) {
    if (!isRefused || !bank()) return;
    try {
      showSheet((await ask(document.getElementById("preview-button").formAction)).getElementById("sheet"));
    } catch (error) {
      explain(error);
    }
  }

  document.addEventListener("DOMContentLoaded", start);
})();
