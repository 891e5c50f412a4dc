/** Conversations: a list of them, and what can be done with the one that is open. */

import { get, getText, patch, remove } from "./api.js";
import { addressOf, go } from "./address.js";
import { button, fill, h } from "./dom.js";
import { download, fileName } from "./export.js";
import { counted, day } from "./words.js";

const PAGE = 6;
const CHANGED = "conversationschange";

/** Tell lists that one has come, gone or changed. */
export function conversationsChanged() {
  window.dispatchEvent(new Event(CHANGED));
}

/** Draw the list into a place and keep it in step. Where there are none, there is nothing. */
export function drawConversations(place) {
  const list = h("ul", { class: "rows" });
  const more = h("div");
  const load = (cursor) => loadPage({ place, list, more }, cursor);
  fill(place, h("details", { class: "conversations", open: true }, h("summary", {}, "Conversations"), list, more));
  place.hidden = true;
  const again = () => (place.isConnected ? load(null) : window.removeEventListener(CHANGED, again));
  window.addEventListener(CHANGED, again);
  load(null);
}

async function loadPage({ place, list, more }, cursor) {
  try {
    const page = await get("/v1/conversations", { cursor, limit: PAGE });
    if (!cursor) list.replaceChildren();
    list.append(...page.conversations.map(row));
    place.hidden = page.total === 0;
    fill(more, page.next ? button("Earlier ones", () => loadPage({ place, list, more }, page.next), { class: "link" }) : null);
  } catch (problem) {
    place.hidden = false;
    fill(more, h("p", { class: "problem" }, problem.message));
  }
}

function row(info) {
  return h(
    "li",
    {},
    h("a", { href: addressOf("ask", { c: info.conversation_id }) }, info.title || "Untitled"),
    h("p", { class: "meta" }, `${counted(info.turns, "question")} · ${day(info.updated_at)}`),
  );
}

/** What can be done with an open conversation. */
export function conversationBar(info) {
  const bar = h("div", { class: "conversation-bar", role: "group", "aria-label": "This conversation" });
  const id = encodeURIComponent(info.conversation_id);
  const show = (...controls) => fill(bar, controls);
  const trouble = (problem) => bar.append(h("span", { class: "problem", role: "alert" }, problem.message));
  const usual = () =>
    show(
      h("a", { href: "#/ask" }, "New question"),
      button("Rename", () => rename(), { class: "plain" }),
      button("Export", () => save().catch(trouble), { class: "plain" }),
      button("Delete…", () => sure(), { class: "plain" }),
    );

  const save = async () => download(fileName(info.title, "md"), "text/markdown", await getText(`/v1/conversations/${id}/export`));

  const rename = () => {
    const title = h("input", { type: "text", value: info.title, maxlength: 200, required: true, "aria-label": "Title of this conversation" });
    const onsubmit = (event) => {
      event.preventDefault();
      patch(`/v1/conversations/${id}`, { title: title.value }).then((renamed) => {
        info = renamed;
        document.title = `${renamed.title} · Newsdesk`;
        usual();
        bar.querySelector("button").focus();
        conversationsChanged();
      }, trouble);
    };
    show(h("form", { class: "link-form", onsubmit }, title, h("button", { type: "submit", class: "primary" }, "Rename"), button("Cancel", usual)));
    title.focus();
    title.select();
  };

  const sure = () => {
    const yes = button("Delete it", () => remove(`/v1/conversations/${id}`).then(gone, trouble), { class: "danger" });
    show(h("span", {}, "Delete this conversation? Its articles stay."), yes, button("Keep it", usual));
    yes.focus();
  };

  const gone = () => {
    conversationsChanged();
    go("ask");
  };

  usual();
  return bar;
}
