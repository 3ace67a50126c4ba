// Setting up an interview: who types a weight of their own wants their own mix.
(() => {
  const own = document.querySelector("[name=profile][value=own]");
  if (!own) return;

  // Who then chooses a profile has changed their mind: the server need not ask which of the two was meant.
  document.querySelector("[name='weights.shown']").disabled = true;

  document.querySelector(".weights").addEventListener("input", () => {
    own.checked = true;
  });
})();
