import { h, reconcile, setText } from './dom.js';
import { duration, shortTime, words } from './language.js';

const FIRST = 150;
const SYMBOLS = { RUNNING: '●', RETRYING: '↻', SUCCEEDED: '✓', CAUGHT: '!', FAILED: '✕', ABORTED: '–' };

/** The states that a flow went through, each branch under its fork, with a bar for the time that each took. */
export function createPathTree() {
  const list = h('ol', { class: 'path' });
  const note = h('p', { class: 'note' });
  const more = h('button', { type: 'button', class: 'more' });
  const element = h('div', {}, list, note, more);
  let isAllShown = false;
  let last;

  function update(path) {
    last = path;
    const rows = inOrder(path.items);
    const span = spanOf(path.items);
    const shown = isAllShown ? rows : rows.slice(0, FIRST);
    reconcile(list, shown, ({ entry }) => entry.eventId, createEntry);
    for (const { entry, depth } of shown) list.known.get(entry.eventId).place(entry, depth, span);
    setText(note, rows.length === 0 ? words.pathEmpty : path.isTruncated ? words.pathCut : '');
    note.hidden = note.textContent === '';
    more.hidden = shown.length === rows.length;
    setText(more, words.showAll(rows.length));
  }

  more.addEventListener('click', () => {
    isAllShown = true;
    update(last);
  });
  return { element, update };
}

/** Depth first: what a fork started stands under it. */
function inOrder(entries) {
  const children = Map.groupBy(entries, ({ parent }) => parent ?? 0);
  const rows = [];
  const visit = (parent, depth) => {
    for (const entry of children.get(parent) ?? []) {
      rows.push({ entry, depth });
      visit(entry.eventId, depth + 1);
    }
  };
  visit(0, 0);
  return rows;
}

function spanOf(entries) {
  const starts = entries.map(({ enteredAt }) => Date.parse(enteredAt));
  const ends = entries.map(({ exitedAt }) => (exitedAt ? Date.parse(exitedAt) : Date.now()));
  const start = Math.min(...starts);
  return { start, length: Math.max(1, Math.max(...ends) - start) };
}

function createEntry() {
  const mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
  const name = h('span', { class: 'state' });
  const type = h('span', { class: 'type' });
  const error = h('span', { class: 'state-error' });
  const spoken = h('span', { class: 'hidden' });
  const took = h('span', { class: 'time' });
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' }, h('span'));
  const element = h('li', {}, mark, h('span', { class: 'state-name' }, name, type, error, spoken), bar, took);
  return {
    element,
    place: (entry, depth, span) => {
      const start = Date.parse(entry.enteredAt);
      const end = entry.exitedAt ? Date.parse(entry.exitedAt) : undefined;
      const isOpen = entry.status === 'RUNNING' || entry.status === 'RETRYING';
      element.dataset.status = entry.status;
      element.style.setProperty('--depth', Math.min(depth, 8));
      element.style.setProperty('--from', (start - span.start) / span.length);
      element.style.setProperty('--share', ((end ?? (isOpen ? Date.now() : start)) - start) / span.length);
      element.title = shortTime(entry.enteredAt);
      setText(mark, SYMBOLS[entry.status] ?? '');
      setText(spoken, words.statuses[entry.status] ?? entry.status);
      setText(name, entry.state);
      setText(type, entry.type);
      setText(error, entry.error ?? '');
      error.hidden = entry.error === undefined;
      setText(took, end === undefined ? '' : duration(end - start));
    },
  };
}
