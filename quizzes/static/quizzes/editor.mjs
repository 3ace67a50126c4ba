// The editor of the authors' page: CodeMirror for a block of Markdown with YAML in it. The Makefile bundles this file
// with all that it imports into node_modules/.bundle/editor.js; nothing else of CodeMirror is served.
//
// It lives in a shadow root, where CodeMirror makes its styles as constructed sheets: in the document itself it would
// add a <style> element, which the content security policy forbids. Colours are the admin's own variables.
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { bracketMatching, defineLanguageFacet, indentOnInput, Language, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { parseCode, parser } from "@lezer/markdown";

const yamlInFences = parseCode({ codeParser: (info) => (/^ya?ml$/i.test(info) ? yamlLanguage.parser : null) });
const language = new Language(defineLanguageFacet(), parser.configure([yamlInFences]), [], "markdown");

// Left to itself, Chromium gives what is typed over a selection the looks of what stood there, as an inline style, which
// the content security policy forbids.
const typingOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const isPlain = event.inputType === "insertText" && event.data && !event.isComposing;
    if (!isPlain || view.state.selection.main.empty || view.state.readOnly) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});

const theme = EditorView.theme({
  "&": { color: "var(--body-fg)", backgroundColor: "var(--body-bg)", fontSize: "0.875rem", height: "100%" },
  "&.cm-focused": { outline: "none" }, // the page draws it around the host: within, the gutter would cover a part
  ".cm-scroller": { fontFamily: "var(--font-family-monospace)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--body-fg)", padding: "8px 0" },
  ".cm-gutters": { color: "var(--body-quiet-color)", backgroundColor: "var(--darkened-bg)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--darkened-bg)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--error-fg)" },
  ".cm-matchingBracket": { outline: "1px solid currentcolor", backgroundColor: "transparent !important" },
  ".cm-panels, .cm-tooltip": { color: "var(--body-fg)", backgroundColor: "var(--darkened-bg)", borderColor: "var(--border-color)" },
  ".tok-heading": { fontWeight: "bold", color: "var(--body-loud-color)" },
  ".tok-strong": { fontWeight: "bold" },
  ".tok-emphasis": { fontStyle: "italic" },
  ".tok-link, .tok-url": { color: "var(--link-fg)" },
  ".tok-meta, .tok-punctuation, .tok-comment": { color: "var(--body-quiet-color)" },
  ".tok-propertyName, .tok-definition": { color: "var(--link-fg)" },
  ".tok-string, .tok-number, .tok-bool, .tok-monospace": { color: "var(--body-medium-color)" },
});

// Stands in for a textarea, which is hidden and kept in step, so that the form sends what is typed.
window.openEditor = (textarea, { label, onChange, onSave }) => {
  const host = document.createElement("div");
  host.className = "editor";
  textarea.after(host);
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        highlightSelectionMatches(),
        history(),
        indentOnInput(),
        bracketMatching(),
        language,
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        typingOverSelection,
        EditorState.readOnly.of(textarea.readOnly),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true", autocapitalize: "off" }),
        // Tab is not bound: it leaves the editor, as it leaves any other field.
        keymap.of([
          { key: "Mod-s", preventDefault: true, run: () => (onSave(), true) },
          ...defaultKeymap,
          ...historyKeymap,
          ...searchKeymap,
          ...lintKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          onChange();
        }),
        theme,
      ],
    }),
  });
  textarea.hidden = true;

  const lineAt = (number) => view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));

  return {
    focus: () => view.focus(),
    replace(text) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
        annotations: isolateHistory.of("full"), // one undo brings back what stood there
      });
      view.focus();
    },
    goTo(line) {
      const { from } = lineAt(line);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    mark(problems) {
      const diagnostics = problems.map(({ line, message, severity }) => {
        const { from, to } = lineAt(line);
        return { from, to, severity, message };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
  };
};
