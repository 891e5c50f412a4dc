export function showDigest(main) { main.replaceChildren(); }
