/** The keyboard: `/` question, `j` `k` claims, `Enter` source, `o` original page, `Esc` back, `?` this list. */

import { button, h, webAddress } from "./dom.js";
import { closeSource, isOpen, originalOf } from "./source.js";

const KEYS = [
  ["/", "Go to the question"],
  ["j, k", "Next and previous claim"],
  ["Enter", "Open the claim’s source at the sentence"],
  ["o", "Open the article’s original page"],
  ["Esc", "Close the source and go back to the claim"],
  ["?", "Show this list"],
];

const ACTIONS = {
  "/": () => document.querySelector("#question")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  o: openOriginal,
  "?": showKeys,
};

/** Listen. Keys typed into a field are the field's own. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(event);
    if (isTyping(event.target) || !(event.key in ACTIONS)) return;
    event.preventDefault();
    ACTIONS[event.key]();
  });
}

function isTyping(target) {
  return target.matches("input, textarea, select, [contenteditable]");
}

function escape(event) {
  const editor = event.target.closest?.("details.editor[open]");
  if (editor) {
    editor.open = false;
    editor.querySelector("summary").focus();
  } else if (isOpen()) closeSource();
  else event.target.blur?.();
}

function step(by) {
  const claims = [...document.querySelectorAll(".claim")].map((claim) => claim.querySelector(".cite"));
  if (!claims.length) return;
  const at = claims.findIndex((control) => control.closest(".claim").contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : claims.length - 1) : Math.min(claims.length - 1, Math.max(0, at + by));
  claims[next].focus();
  claims[next].closest(".claim").scrollIntoView({ block: "nearest" });
}

function openOriginal() {
  const address = webAddress(originalOf());
  if (address) window.open(address, "_blank", "noopener,noreferrer");
}

/** The list of keys, in a dialog. */
export function showKeys() {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "Keyboard"),
    h("dl", { class: "keys" }, KEYS.map(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)])),
    button("Close", () => dialog.close()),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
