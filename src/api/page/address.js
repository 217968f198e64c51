const FIELDS = ['blueprint', 'status', 'q', 'flow'];
const listeners = new Set();

/** The whole state of the page: filters and the flow that is shown. It lives in the URL, so any view can be shared. */
export function address() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(FIELDS.map((field) => [field, query.get(field) ?? '']));
}

export function addressWith(change) {
  const next = { ...address(), ...change };
  const query = new URLSearchParams(FIELDS.flatMap((field) => (next[field] ? [[field, next[field]]] : [])));
  return `${location.pathname}${query.size === 0 ? '' : `?${query}`}`;
}

/** `replace` for what is typed letter by letter: the back button then skips it. */
export function go(change, { replace = false } = {}) {
  const next = addressWith(change);
  if (next === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', next);
  else history.pushState(null, '', next);
  tell();
}

export function onAddress(listener) {
  listeners.add(listener);
}

function tell() {
  for (const listener of listeners) listener();
}

/** For links: a plain click stays on the page, any other (new tab, download) is the browser's. */
export function stay(change) {
  return (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(change);
  };
}

addEventListener('popstate', tell);
