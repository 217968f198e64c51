/**
 * Makes an element. Children are elements or text, never markup: data cannot become HTML.
 * Properties that start with `on` are listeners; `data` and `class` are what they say.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Sets the text only where it differs, so that a selection in it survives. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Brings the children of `parent` to `items`, keeping the elements of items that stay: focus, selection and opened details
 * survive. `create(item)` gives `{ element, update(item) }`.
 */
export function reconcile(parent, items, keyOf, create) {
  parent.known ??= new Map();
  const before = parent.known;
  const after = new Map();
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const row = before.get(key) ?? create(item);
    row.update?.(item);
    after.set(key, row);
    if (row.element === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(row.element, cursor);
  }
  for (const [key, row] of before) if (!after.has(key)) row.element.remove();
  parent.known = after;
}

/** Calls `action` soon, and then at most every `pauseMs`, as long as it is asked for. */
export function throttle(action, pauseMs) {
  let isAsked = false;
  let isResting = false;
  const run = () => {
    isResting = isAsked;
    if (!isAsked) return;
    isAsked = false;
    setTimeout(run, pauseMs);
    void action();
  };
  return () => {
    isAsked = true;
    if (isResting) return;
    isResting = true;
    setTimeout(run, 0);
  };
}
