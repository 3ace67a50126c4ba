// Mathematics arrives as TeX in elements of class "math"; KaTeX sets it, and keeps MathML for screen readers.
(() => {
  const options = { trust: false, maxExpand: 200, maxSize: 20, throwOnError: false, strict: "ignore" };

  function setMathematics(root) {
    for (const element of root.querySelectorAll(".math:not([data-set])")) {
      const tex = element.textContent.trim().replace(/^\\[([]/, "").replace(/\\[)\]]$/, "");
      element.dataset.set = "";
      window.katex.render(tex, element, { ...options, displayMode: element.classList.contains("display") });
      keepTogether(element);
    }
  }

  // A browser may break a line after set mathematics; a question mark must not begin the next one.
  function keepTogether(element) {
    const next = element.nextSibling;
    const marks = next?.nodeType === Node.TEXT_NODE && next.data.match(/^[?!.,;:)\]’”]+/);
    if (!marks || element.classList.contains("display")) return;
    if (marks[0].length < next.length) next.splitText(marks[0].length);
    const both = document.createElement("span");
    both.className = "together";
    element.replaceWith(both);
    both.append(element, next);
    const parts = [...element.querySelectorAll(".katex-html > .katex-base")];
    for (const part of parts.slice(0, -1)) part.after(document.createElement("wbr")); // where a long one may break
  }

  window.setMathematics = setMathematics;
  document.addEventListener("DOMContentLoaded", () => setMathematics(document.body));
  document.addEventListener("htmx:load", (event) => setMathematics(event.target));
})();
