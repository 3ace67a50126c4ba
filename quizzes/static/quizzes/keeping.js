// What is typed in an interview is kept: in this browser at each key, on the server every few seconds, whole through a
// lost network, a closed tab and a second one.
(() => {
  const room = document.getElementById("interview");
  if (!room) return;

  const PATIENCE = 15_000; // ms for an answer of the server

  const say = (text) => window.countdown.say(text);

  /** signIn: whether the server asks for that first. */
  class Refused extends Error {
    constructor(message, { signIn = false } = {}) {
      super(message);
      this.signIn = signIn;
    }
  }

  // That of the cookie: after a sign-in in another tab, the one that came with this page is worth nothing.
  function token() {
    const inputs = document.querySelectorAll("[name=csrfmiddlewaretoken]");
    const renewed = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (renewed) for (const input of inputs) input.value = renewed;
    return inputs[0]?.value;
  }

  /** What the server answers as JSON. Raises Refused where it takes nothing, and TypeError without connection. */
  async function post(address, data, { keepalive = false } = {}) {
    const asked = performance.now();
    const mine = token();
    if (data.has("csrfmiddlewaretoken")) data.set("csrfmiddlewaretoken", mine);
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": mine },
      body: data,
      keepalive,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.redirected) throw new Refused("you are signed out", { signIn: true });
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Refused(wordsOf(response));
    const reply = await response.json();
    window.countdown.told(reply, asked);
    if (reply.refused) throw new Refused(reply.refused);
    if (reply.ended) document.dispatchEvent(new Event("countdown:over"));
    return reply;
  }

  function wordsOf({ status }) {
    if (status === 403) return "this page is from before you signed in; reload it";
    return `the server could not do that (${status})`;
  }

  const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

  // --- a text that is kept: here at each key, on the server every few seconds ---

  class Keeper {
    /** name: tells it from the others of this interview.   field: its name in the form.   read, write: the text.
     * version: the input that holds the version which the text is based on.   address: where it is saved.
     * told: shows how that went.   onStale: what to do with an answer that says another tab was first.
     * onSaved: with one that says it is saved. */
    constructor({ name, field, read, write, version, address, told, onStale, onSaved }) {
      Object.assign(this, { name, field, read, write, version, address, told, onStale, onSaved });
      this.key = `interview:${room.dataset.interview}:${name}`;
      this.kept = read(); // what the server has
      this.sent = null; // what is on its way
      this.going = null; // its promise
      this.savedAt = null;
      this.stopped = false; // until the learner has said which of two texts counts
      this.trouble = "";
      this.signIn = false;
      this.isOver = false; // then the page itself says what became of it
      this.restore();
    }

    get isChanged() {
      return this.read() !== this.kept;
    }

    /** What was typed without connection comes back, on the version that it was typed on. */
    restore() {
      const draft = JSON.parse(local.get(this.key) ?? "null");
      if (!draft) return;
      if (draft.text === this.kept) return local.remove(this.key);
      if (draft.sent !== this.kept) this.version.value = draft.version; // else the server has our own last save
      this.write(draft.text);
    }

    /** At each key. What was taken back is not to come back. */
    note() {
      if (this.isChanged) this.remember();
      else if (!this.going && !this.stopped) local.remove(this.key);
    }

    remember() {
      const { key, sent } = this;
      local.set(key, JSON.stringify({ text: this.read(), version: Number(this.version.value), sent }));
    }

    forget(text) {
      const draft = JSON.parse(local.get(this.key) ?? "null");
      if (draft?.text === text) local.remove(this.key);
    }

    /** Whether the server has a newer text than this page knows of, by the version that it has told of. */
    isBehind(version) {
      return !this.going && !this.stopped && version > Number(this.version.value);
    }

    /** renew: also where nothing was typed here, to be told what stands. */
    async save({ keepalive = false, renew = false } = {}) {
      while (this.going) await this.going; // one at a time, or the second would be based on a version that is gone
      if (!(this.isChanged || renew) || this.stopped) return;
      this.going = this.send(keepalive);
      await this.going;
      this.going = null;
    }

    /** The text, which is on its way from now on. */
    setOff() {
      this.sent = this.read();
      if (this.isChanged) this.remember();
      return this.sent;
    }

    async send(keepalive) {
      const text = this.setOff();
      const data = new FormData();
      data.set(this.field, text);
      data.set(this.version.name, this.version.value);
      if (keepalive) data.set("leaving", "1"); // it may arrive when another question is in view already
      try {
        const reply = await post(this.address, data, { keepalive });
        this.accept(reply, text);
      } catch (error) {
        this.fail(error);
      }
    }

    accept(reply, text) {
      if (reply.ended) return;
      if (reply.stale) return this.onStale(reply);
      this.version.value = reply.version;
      this.kept = text;
      this.savedAt = performance.now();
      this.trouble = "";
      this.signIn = false;
      this.forget(text);
      this.show();
      this.onSaved?.(reply);
    }

    fail(error) {
      const trouble = error instanceof Refused ? error.message : "no connection";
      if (trouble !== this.trouble) say(`Not saved: ${sentence(trouble)}`); // once, not every five seconds
      this.trouble = trouble;
      this.signIn = Boolean(error.signIn);
      this.show();
    }

    show() {
      if (this.isOver) return;
      if (this.trouble) this.tell(`Not saved: ${sentence(this.trouble)} What you typed is kept in this browser.`);
      else if (this.savedAt !== null) this.tell(`Saved ${ago(performance.now() - this.savedAt)}`);
      this.told.classList.toggle("error", Boolean(this.trouble));
    }

    tell(text) {
      const isSaid = this.told.firstChild?.data === text;
      if (isSaid && Boolean(this.told.querySelector("a")) === this.signIn) return; // a link in it may have the focus
      this.told.textContent = text;
      if (this.signIn) this.told.append(" ", signInLink());
    }
  }

  function signInLink() {
    const link = document.createElement("a");
    Object.assign(link, { href: room.dataset.signIn, target: "_blank", rel: "noopener", textContent: "Sign in" });
    const where = document.createElement("span");
    where.textContent = " in a new tab, then go on here.";
    const both = document.createDocumentFragment();
    both.append(link, where);
    return both;
  }

  function ago(ms) {
    const seconds = Math.floor(ms / 1000);
    if (seconds < 2) return "just now";
    return seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`;
  }

  // A browser may refuse to keep anything; then the server alone does.
  const local = {
    get: (key) => attempt(() => localStorage.getItem(key)),
    set: (key, value) => attempt(() => localStorage.setItem(key, value)),
    remove: (key) => attempt(() => localStorage.removeItem(key)),
  };

  function attempt(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }

  window.keeping = { Keeper, post };
})();
