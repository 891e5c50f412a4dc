/** What stands under the question before anything is asked. */

import { get, post } from "./api.js";
import { addArticles, followJob } from "./adding.js";
import { button, fill, h } from "./dom.js";
import { counted } from "./words.js";

/** An empty library: ways in. Otherwise: how much there is to ask. */
export async function welcome(place) {
  try {
    const status = await get("/v1/status");
    if (status.articles) invitation(place, status);
    else emptyLibrary(place);
  } catch (problem) {
    fill(place, h("p", { class: "problem", role: "alert" }, problem.message));
  }
}

function emptyLibrary(place) {
  const progress = h("div");
  const samples = async () => followJob((await post("/v1/ingest/samples", {})).job, progress, () => welcome(place));
  fill(
    place,
    h("h2", {}, "Your library is empty"),
    h("p", {}, "Add articles, then ask. Every claim in an answer is tied to the exact sentence it came from, and what your articles do not say is not printed."),
    addArticles(() => welcome(place)),
    h("p", {}, "Or ", button("read the sample articles", samples, { class: "link" }), ": seven short reports written for this program."),
    progress,
  );
}

function invitation(place, status) {
  fill(
    place,
    h("p", { class: "quiet" }, `${counted(status.articles, "article")} in the library. Claims are compared with their sentences before you see them.`),
  );
}
