import { h, setText } from './dom.js';
import { words } from './language.js';

/** A status with its colour and its word: never by colour alone. */
export function statusPill(status) {
  const element = h('span', { class: 'pill', data: { status } }, words.statuses[status] ?? status);
  return {
    element,
    update: (next) => {
      element.dataset.status = next;
      setText(element, words.statuses[next] ?? next);
    },
  };
}

export function emptyState(title, hint, command) {
  const box = h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title));
  if (hint) box.append(h('p', {}, hint));
  if (command) box.append(h('code', { class: 'command' }, command));
  return box;
}

/** JSON as text, with a button that copies it. */
export function jsonBox(value) {
  const text = JSON.stringify(value, null, 2);
  const button = h('button', { type: 'button', class: 'copy quiet' }, words.copy);
  button.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    setText(button, words.copied);
    setTimeout(() => setText(button, words.copy), 1500);
  });
  return h('div', { class: 'json' }, button, h('pre', { tabindex: '0' }, text));
}

export function refusalText(error) {
  if (error instanceof TypeError) return { title: words.unreachable, hint: words.unreachableHint };
  return { title: error.message, hint: error.hint };
}

export function errorNotice(error) {
  const { title, hint } = refusalText(error);
  return h('p', { class: 'notice', data: { kind: 'error' } }, h('strong', {}, title), hint ? ` ${hint}` : '');
}
