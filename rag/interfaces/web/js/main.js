/** The page put together: views by address, the library and the source beside them. */

import { onPlace } from "./address.js";
import { showAsking, stop } from "./asking.js";
import { showDigest } from "./digest.js";
import { listenToKeys, showKeys } from "./keyboard.js";
import { drawLibrary } from "./library.js";
import { showSource } from "./source.js";
import { showSummary } from "./summary.js";

const TITLES = { ask: "Ask", summary: "Summary", digest: "Digest", library: "Library" };
const VIEWS = { ask: showAsking, summary: showSummary, digest: showDigest, library: showLibrary };

let current = null;

function showLibrary(main, params) {
  if (main.querySelector(".library-view")) return;
  const place = document.createElement("div");
  place.className = "library-view";
  main.replaceChildren(place);
  drawLibrary(place, { adding: params.has("add") });
}

function show({ view, params }) {
  const name = Object.hasOwn(VIEWS, view) ? view : "ask";
  if (name !== "ask") stop();
  if (name !== current) document.getElementById("main").replaceChildren();
  current = name;
  document.body.dataset.view = name;
  if (!params.has("c")) document.title = `${params.get("q") ?? TITLES[name]} · Newsdesk`;
  for (const link of document.querySelectorAll("#views a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  VIEWS[name](document.getElementById("main"), params);
  showSource(params);
}

document.getElementById("keys").addEventListener("click", showKeys);
drawLibrary(document.getElementById("library"));
listenToKeys();
onPlace(show);
