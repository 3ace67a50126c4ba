// Typed mathematics: how it reads, shown while it is typed; the lines of a derivation; symbols by a click; an editor on
// demand. The text field of the form stays what is sent, so without this script everything works as plain text.
(() => {
  const PAUSE = 120; // ms without a key before the server is asked how the text reads
  const LONGEST = 40; // lines of a derivation, as many as the checker reads (maths/lines.py)

  const box = () => document.getElementById("answer");
  const root = () => box()?.closest("[data-preview]");
  const hasEditor = () => Boolean(window.customElements.get("math-field"));
  const wantsEditor = () => hasEditor() && sessionStorage.getItem("editor") !== "off";

  // --- a field: a plain input, or MathLive's, with the same few verbs ---

  function plainField(text) {
    const input = document.createElement("input");
    Object.assign(input, { type: "text", value: text, autocomplete: "off", spellcheck: false, inputMode: "text" });
    input.setAttribute("autocapitalize", "off");
    input.setAttribute("autocorrect", "off");
    return {
      element: input,
      get: () => input.value,
      set: (value) => void (input.value = value),
      insert: (symbol) => {
        input.setRangeText(symbol, input.selectionStart, input.selectionEnd, "end");
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
      atEnd: () => input.setSelectionRange(input.value.length, input.value.length),
    };
  }

  function editorField(tex) {
    const field = document.createElement("math-field");
    field.textContent = tex; // until it is on the page it has no other properties
    let mounted = false;
    field.addEventListener("mount", () => {
      mounted = true;
      field.mathVirtualKeyboardPolicy = matchMedia("(pointer: coarse)").matches ? "auto" : "manual";
      field.menuItems = [];
    });
    return {
      element: field,
      get: () => (mounted ? field.getValue("latex") : tex),
      set: (value) => field.setValue(value, { silenceNotifications: true }),
      insert: (symbol) => {
        field.insert(symbol.endsWith("(") ? `${symbol.slice(0, -1)}\\left(#?\\right)` : symbol, { format: "auto" });
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      atEnd: () => field.executeCommand("moveToMathfieldEnd"),
    };
  }

  const newField = (text) => (wantsEditor() ? editorField(text) : plainField(text));

  // --- how it reads ---

  let timer = 0;
  let asked = null;

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    const place = root();
    if (!place) return;
    const text = box().value;
    asked?.abort();
    if (!text.trim()) return show(place, []);
    asked = new AbortController();
    const token = document.querySelector("#answer-form [name=csrfmiddlewaretoken]").value;
    try {
      const response = await fetch(place.dataset.preview, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams({ text }),
        signal: asked.signal,
      });
      // A sign-in page or a refusal is not a reading; checking the answer will say what is wrong.
      if (!response.ok || response.redirected) return show(place, []);
      const page = document.createElement("template");
      page.innerHTML = await response.text();
      if (box().value === text) show(place, [...page.content.querySelectorAll("[data-line]")]);
    } catch (error) {
      if (error.name !== "AbortError") show(place, []);
    }
  }

  function show(place, readings) {
    const byLine = new Map(readings.map((reading) => [reading.dataset.line, reading]));
    for (const target of place.querySelectorAll(".reading")) {
      const reading = byLine.get(target.dataset.line);
      target.classList.toggle("unread", Boolean(reading?.classList.contains("unread")));
      target.replaceChildren(...(reading ? reading.childNodes : []));
      if (target.querySelector(".math")) target.prepend("read as ");
      else if (target.classList.contains("unread")) target.prepend("cannot be read yet: ");
      window.setMathematics(target);
    }
  }

  // --- the lines of a derivation, kept in step with the text field that is sent ---

  let lines = [];

  function startLines(place) {
    const list = place.querySelector(".lines");
    const texts = box().value.split("\n");
    const position = Number(box().dataset.position ?? -1);
    lines = [];
    list.replaceChildren();
    for (const text of texts) addLine(list, lines.length, text);
    list.hidden = false;
    box().hidden = true;
    place.querySelector("label").removeAttribute("for");
    if (box().getAttribute("aria-invalid")) markLine(position);
    else lines[lines.length - 1].element.focus({ preventScroll: true });
  }

  function markLine(position) {
    let before = Math.max(position, 0);
    for (const line of lines) {
      const length = line.get().length;
      if (before <= length) {
        line.element.setAttribute("aria-invalid", "true");
        line.element.setAttribute("aria-describedby", "error");
        line.element.focus();
        if (position >= 0) line.element.setSelectionRange?.(before, before + 1);
        return;
      }
      before -= length + 1;
    }
  }

  function addLine(list, index, text) {
    const line = newField(text);
    const row = document.createElement("li");
    const reading = document.createElement("div");
    reading.className = "reading";
    row.append(line.element, reading);
    list.insertBefore(row, list.children[index] ?? null);
    lines.splice(index, 0, line);
    number(list);
    return line;
  }

  function removeLine(list, index) {
    list.children[index].remove();
    lines.splice(index, 1);
    number(list);
  }

  function number(list) {
    [...list.children].forEach((row, index) => {
      const reading = row.querySelector(".reading");
      reading.dataset.line = index + 1;
      reading.id = `reading-${index + 1}`;
      lines[index].element.setAttribute("aria-label", `Line ${index + 1}`);
      lines[index].element.setAttribute("aria-describedby", reading.id);
    });
  }

  function tellLeftOut(count) {
    const left = count ? ` The last ${count === 1 ? "line" : `${count} lines`} of what you pasted ${count === 1 ? "is" : "are"} left out.` : "";
    tell(`A derivation has at most ${LONGEST} lines.${left}`);
  }

  function tell(text) {
    root().querySelector(".left-out").textContent = text;
  }

  // --- what does not fit: the lines together may be as long as the text field that is sent ---

  const inFigures = (number) => number.toLocaleString("en-GB");
  const mostLetters = () => (box().maxLength > 0 ? box().maxLength : Infinity);
  const selectedIn = ({ element }) => (element.matches("input") ? element.selectionEnd - element.selectionStart : 0);
  const roomFor = (line) => Math.max(mostLetters() - box().value.length + selectedIn(line), 0);

  function tellCut(taken, length) {
    const most = inFigures(mostLetters());
    if (taken) tell(`Only the first ${inFigures(taken)} of ${inFigures(length)} characters were taken: at most ${most} fit here.`);
    else tell(`This is full: at most ${most} characters fit.`);
  }

  // A browser would take it all: a line has no limit of its own.
  function onInsert(event) {
    const { target, inputType, data, dataTransfer, isComposing } = event;
    const line = lines[indexOf(target)];
    if (!line || !target.matches("input") || !inputType?.startsWith("insert") || isComposing) return;
    const text = (data ?? dataTransfer?.getData("text/plain") ?? "").replace(/[\r\n]+/g, " ");
    const room = roomFor(line);
    if (text.length <= room) return;
    event.preventDefault();
    if (room) line.insert(text.slice(0, room));
    tellCut(room, text.length);
  }

  document.addEventListener("beforeinput", onInsert, true);

  function keepText() {
    tell("");
    box().value = lines.map((line) => line.get().replaceAll("\n", " ")).join("\n");
    box().dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept, the reading asked for
  }

  const indexOf = (target) => lines.findIndex((line) => line.element === target);

  function onLineKey(event) {
    const index = indexOf(event.target);
    const list = event.target.closest?.(".lines");
    if (index < 0 || !list || event.target.readOnly || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      if (lines.length >= LONGEST) return tellLeftOut(0);
      addLine(list, index + 1, "").element.focus();
      keepText();
    } else if (key === "Backspace" && !lines[index].get() && lines.length > 1) {
      event.preventDefault();
      removeLine(list, index);
      const line = lines[Math.max(index - 1, 0)];
      line.element.focus();
      line.atEnd();
      keepText();
    } else if ((key === "ArrowUp" || key === "ArrowDown") && event.target.matches("input")) {
      const line = lines[index + (key === "ArrowUp" ? -1 : 1)];
      if (!line) return;
      event.preventDefault();
      line.element.focus();
    }
  }

  function onPaste(event) {
    const index = indexOf(event.target);
    const list = event.target.closest?.(".lines");
    const pasted = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").trim();
    if (index < 0 || event.target.readOnly || !list) return;
    const room = roomFor(lines[index]);
    if (!pasted.includes("\n") && (pasted.length <= room || event.target.matches("input"))) return;
    event.preventDefault();
    event.stopPropagation();
    const taken = pasted.slice(0, room);
    const all = taken.split("\n");
    const [first, ...others] = all.slice(0, Math.max(LONGEST - lines.length, 0) + 1);
    lines[index].get() ? lines[index].insert(first) : lines[index].set(first);
    others.forEach((text, offset) => addLine(list, index + 1 + offset, text));
    lines[index + others.length].element.focus();
    keepText();
    if (all.length > others.length + 1) tellLeftOut(pasted.split("\n").length - others.length - 1);
    else if (taken.length < pasted.length) tellCut(taken.length, pasted.length);
  }

  document.addEventListener("keydown", onLineKey, true); // before MathLive and before the keys of the page
  document.addEventListener("paste", onPaste, true);

  // --- the formula editor in place of a single field ---

  function startEditor(place) {
    const field = editorField(box().value);
    field.element.setAttribute("aria-label", "Your answer");
    field.element.setAttribute("aria-describedby", "reading-1");
    box().hidden = true;
    box().before(field.element);
    field.element.addEventListener("input", () => {
      box().value = field.get();
      box().dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      document.querySelector("#answer-form [data-default]").click();
    }, true);
    lines = [field];
    field.element.focus();
    place.dataset.editor = "";
  }

  // --- arriving at a card ---

  function arrive() {
    const place = root();
    lines = [];
    if (!place) return;
    for (const hidden of place.querySelectorAll(".chips, .editor")) hidden.hidden = false;
    const opener = place.querySelector(".editor");
    if (opener && hasEditor()) opener.textContent = wantsEditor() ? "Plain text" : "Formula editor";
    if ("lines" in place.dataset) startLines(place);
    else if (wantsEditor() && place.matches(".formula")) startEditor(place);
    ask();
  }

  document.addEventListener("DOMContentLoaded", arrive);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "sitting") arrive();
  });
  document.addEventListener("input", (event) => {
    if (event.target === box() && root()) askSoon();
    else if (root() && indexOf(event.target) >= 0 && "lines" in root().dataset) keepText();
  });

  let lastField = null;
  document.addEventListener("focusin", (event) => {
    if (event.target === box() || indexOf(event.target) >= 0) lastField = event.target;
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-insert]");
    if (chip) {
      const line = lines.find((each) => each.element === lastField) ?? lines[lines.length - 1];
      if (line) line.insert(chip.dataset.insert);
      else {
        box().setRangeText(chip.dataset.insert, box().selectionStart, box().selectionEnd, "end");
        box().dispatchEvent(new Event("input", { bubbles: true }));
      }
      (line?.element ?? box()).focus();
      return;
    }
    const opener = event.target.closest(".tool.editor");
    if (!opener) return;
    sessionStorage.setItem("editor", wantsEditor() ? "off" : "on");
    if (!hasEditor()) return; // the link loads the page again, with the editor; the draft is kept
    event.preventDefault();
    reopen();
  });

  // From one notation to the other by what the server read, else by the text as it is.
  function reopen() {
    const place = root();
    const old = lines.map((line) => line.element);
    if ("lines" in place.dataset) {
      const texts = lines.map((line, index) => translated(line, place.querySelector(`#reading-${index + 1} .math`)));
      box().value = texts.join("\n");
    } else {
      const [line] = lines.length ? lines : [plainOf(box())];
      box().value = translated(line, place.querySelector("#reading-1 .math"));
      for (const element of old) element.remove();
      box().hidden = false;
      box().focus();
    }
    arrive();
  }

  const plainOf = (input) => ({ element: input, get: () => input.value });

  function translated(line, reading) {
    if (line.element.matches("math-field")) return line.element.getValue("ascii-math") || line.get();
    return reading?.dataset.tex || line.get();
  }
})();
