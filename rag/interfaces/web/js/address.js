/** Every state has an address: `#/ask?q=…&article=…&at=12-40`. Back, reload and a shared link lead to it. */

/** @typedef {{view: string, params: URLSearchParams}} Place */

/** @returns {Place} where the address says that we are */
export function here() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { view: path || "ask", params: new URLSearchParams(query) };
}

/** The address of a view with these parameters; empty ones are left out. */
export function addressOf(view, values = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") params.append(name, one);
  }
  const query = params.toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

/** Go to a view. */
export function go(view, values = {}) {
  location.hash = addressOf(view, values);
}

/** Stay in the view and change some parameters; `replace` leaves no step to go back to. */
export function change(values, { replace = false } = {}) {
  const { view, params } = here();
  const merged = { ...allOf(params), ...values };
  const address = addressOf(view, merged);
  if (address === location.hash) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  window.dispatchEvent(new Event("placechange"));
}

function allOf(params) {
  const all = {};
  for (const name of new Set(params.keys())) all[name] = params.getAll(name);
  return all;
}

/** Call back now and whenever the address changes. */
export function onPlace(callback) {
  let last = null;
  const tell = () => {
    if (location.hash === last) return; // going back tells twice
    last = location.hash;
    callback(here());
  };
  window.addEventListener("hashchange", tell);
  window.addEventListener("popstate", tell);
  window.addEventListener("placechange", () => {
    last = null;
    tell();
  });
  tell();
}
