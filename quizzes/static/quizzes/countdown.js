// The time left of an interview. The clock is the server's: each answer of it says how much is left, and between two
// answers only the time that has passed is counted, so the computer's own clock may be wrong by a day.
(() => {
  const room = document.getElementById("interview");
  if (!room) return;

  const RESYNC = 30_000; // ms
  const CALM = 300; // seconds left from which seconds are shown; above it, whole minutes
  const ENDING = 5; // seconds left from which the page saves at every tick
  const SETTLING = 1_500; // ms after the page has come: a screen reader would not hear what is said before
  const PROMPT = 5; // seconds by which a mark may be told late and still be told as that mark
  const HIDDEN = "interview:time-hidden";

  // A browser may refuse to keep anything, or to say what it has kept; then a new page tells a mark once more.
  const stored = (keeper, key) => attempt(() => window[keeper].getItem(key));
  const store = (keeper, key, value) => attempt(() => window[keeper].setItem(key, value));
  const drop = (keeper, key) => attempt(() => window[keeper].removeItem(key));

  function attempt(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }

  const shown = document.getElementById("time");
  const said = document.getElementById("said");
  const toggle = document.getElementById("time-toggle");
  const marks = room.dataset.marks.split(" ").filter(Boolean).map(Number);
  const isHard = room.dataset.timer === "hard";
  const heardKey = `interview:${room.dataset.interview}:heard`; // the lowest mark that was told in this tab

  let known = null; // {left, at}: seconds left at that moment of performance.now(); below 0 is over, with a soft timer
  let saidAtZero = false;
  let lowestHeard = Infinity;
  let isLeft = false;

  /** Seconds left; negative when over; null without a clock. */
  const left = () => known && known.left - (performance.now() - known.at) / 1000;

  function sync({ left: seconds, over = 0 }, at) {
    if (seconds !== null && seconds !== undefined) known = { left: seconds > 0 ? seconds : -over, at };
  }

  function words(seconds) {
    if (seconds <= 0) return isHard ? "time is up" : `time is up, ${Math.floor(-seconds / 60)} min over`;
    if (seconds > CALM) return `${Math.ceil(seconds / 60)} min left`;
    const whole = Math.ceil(seconds);
    return whole < 60 ? `${whole} s left` : `${Math.floor(whole / 60)} min ${whole % 60} s left`;
  }

  function say(text) {
    said.textContent = text;
  }

  function amount(seconds) {
    const whole = Math.max(Math.round(seconds), 1);
    const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
    const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
    if (!minutes) return counted(rest, "second");
    if (rest === 30) return `${minutes}½ minutes`;
    return rest ? `${counted(minutes, "minute")} ${counted(rest, "second")}` : counted(minutes, "minute");
  }

  /** A page that opens after a mark, or wakes after it, says what is left by then. */
  function spoken(mark, seconds) {
    if (mark - seconds > PROMPT) return `${amount(seconds)} left.`;
    return mark === marks[0] && mark > 300 ? `Half of the time is left: ${amount(mark)}.` : `${amount(mark)} left.`;
  }

  function hear(mark) {
    lowestHeard = mark;
    store("sessionStorage", heardKey, mark);
  }

  function announce(seconds) {
    if (performance.now() < SETTLING) return;
    const heard = Math.min(lowestHeard, Number(stored("sessionStorage", heardKey) ?? Infinity));
    const due = marks.filter((mark) => seconds <= mark && mark < heard);
    if (seconds > 0 && due.length) {
      hear(Math.min(...due));
      say(spoken(lowestHeard, seconds));
    } else if (seconds <= 0 && heard > 0) {
      hear(0);
      say(isHard ? "The time is up." : "The time is up. You may go on; the report tells how much longer it took.");
    }
  }

  function tick() {
    const seconds = left();
    if (seconds === null) return;
    const text = words(seconds);
    if (shown.textContent !== text) shown.textContent = text;
    announce(seconds);
    if (isHard && seconds > 0 && seconds <= ENDING) document.dispatchEvent(new Event("countdown:ending"));
    if (isHard && seconds <= 0 && !saidAtZero) {
      saidAtZero = true;
      document.dispatchEvent(new Event("countdown:over"));
    }
  }

  async function resync() {
    if (document.hidden) return;
    isLeft = false;
    const asked = performance.now();
    try {
      const response = await fetch(room.dataset.state, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const state = await response.json();
      window.countdown.told(state, asked);
      document.dispatchEvent(new CustomEvent("countdown:state", { detail: state }));
      if (state.ended) document.dispatchEvent(new Event("countdown:over"));
    } catch {
      // Without a connection the time is counted on from the last answer.
    }
  }

  // Asking is also the sign that somebody is here. The last one stops the time of the question; who goes on to another
  // question of the interview needs none.
  function takeLeave() {
    if (isLeft || window.countdown.isGoingOn) return;
    isLeft = true;
    fetch(room.dataset.state, { headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
  }

  window.countdown = {
    isGoingOn: false,
    left,
    resync,
    say,
    /** An answer of the server that holds `left`, asked for at that moment: half of the way there and back is gone. */
    told: (reply, asked) => sync(reply, (asked + performance.now()) / 2),
  };

  // --- the time can be put out of sight, and stays so ---

  function showTime(isShown) {
    shown.hidden = !isShown;
    toggle.textContent = isShown ? "Hide time" : "Show time";
    toggle.setAttribute("aria-expanded", isShown);
  }

  if (toggle && room.dataset.left) {
    toggle.hidden = false;
    showTime(stored("localStorage", HIDDEN) === null);
    toggle.addEventListener("click", () => {
      if (shown.hidden) drop("localStorage", HIDDEN);
      else store("localStorage", HIDDEN, "1");
      showTime(shown.hidden);
    });
  }

  // --- arriving ---

  if (room.dataset.left) {
    const [navigation] = performance.getEntriesByType("navigation");
    const over = Number(room.dataset.over || 0);
    sync({ left: Number(room.dataset.left), over }, navigation?.responseStart ?? 0);
    tick();
    setInterval(tick, 500);
  }
  setInterval(resync, RESYNC);
  // A computer that slept, or a tab that was put aside, has lost count.
  document.addEventListener("visibilitychange", () => (document.hidden ? takeLeave() : resync()));
  window.addEventListener("pagehide", takeLeave);
  window.addEventListener("online", resync);
})();
