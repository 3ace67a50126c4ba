// Mathematics arrives as TeX in elements of class "math"; KaTeX sets it, and keeps MathML for screen readers.
(() => {
  const options = { trust: false, maxExpand: 200, maxSize: 20, throwOnError: false, strict: "ignore" };

  function setMathematics(root) {
    for (const element of root.querySelectorAll(".math:not([data-set])")) {
      const tex = element.textContent.trim().replace(/^\\[([]/, "").replace(/\\[)\]]$/, "");
      element.dataset.set = "";
      window.katex.render(tex, element, { ...options, displayMode: element.classList.contains("display") });
    }
  }

  window.setMathematics = setMathematics;
  document.addEventListener("DOMContentLoaded", () => setMathematics(document.body));
  document.addEventListener("htmx:load", (event) => setMathematics(event.target));
})();
