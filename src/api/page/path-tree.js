import { h, reconcile, setText } from './dom.js';
import { duration, shortTime, words } from './language.js';

const FIRST = 20;
const MOST_ATTENTION = 20;
const CALM = new Set(['SUCCEEDED', 'CAUGHT']);
const SYMBOLS = { RUNNING: '●', RETRYING: '↻', SUCCEEDED: '✓', CAUGHT: '!', FAILED: '✕', ABORTED: '–' };

/** The states that a flow went through, each branch under its fork, with a bar for the time that each took. */
export function createPathTree() {
  const list = h('ol', { class: 'path' });
  const note = h('p', { class: 'note' });
  const element = h('div', {}, list, note);
  const expanded = new Set();

  function update(path, flow) {
    const end = flow.endedAt ? Date.parse(flow.endedAt) : Date.now();
    const rows = inOrder(path.items, expanded);
    const span = spanOf(path.items, end);
    const again = () => update(path, flow);
    reconcile(list, rows, keyOf, (row) => (row.entry ? createEntry() : createMore(row, expanded, again)));
    for (const row of rows) list.known.get(keyOf(row)).place(row, span);
    setText(note, rows.length === 0 ? words.pathEmpty : path.isTruncated ? words.pathCut : '');
    note.hidden = note.textContent === '';
  }

  return { element, update };
}

function keyOf({ entry, moreOf }) {
  return entry ? entry.eventId : `more ${moreOf}`;
}

/** Depth first: what a fork started stands under it. Of very many, the first are shown, and those that need attention. */
function inOrder(entries, expanded) {
  const children = Map.groupBy(entries, ({ parent }) => parent ?? 0);
  const rows = [];
  const visit = (parent, depth) => {
    const all = children.get(parent) ?? [];
    let attention = MOST_ATTENTION;
    const shown = expanded.has(parent)
      ? all
      : all.filter((entry, index) => index < FIRST || (!CALM.has(entry.status) && attention-- > 0));
    for (const entry of shown) {
      rows.push({ entry, depth });
      visit(entry.eventId, depth + 1);
    }
    if (shown.length < all.length) rows.push({ moreOf: parent, count: all.length, depth });
  };
  visit(0, 0);
  return rows;
}

function spanOf(entries, flowEnd) {
  const starts = entries.map(({ enteredAt }) => Date.parse(enteredAt));
  const ends = entries.map((entry) => endOf(entry, flowEnd));
  const start = starts.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const end = ends.reduce((most, time) => Math.max(most, time), start);
  return { start, length: Math.max(1, end - start), flowEnd };
}

function endOf({ enteredAt, exitedAt, status }, flowEnd) {
  if (exitedAt) return Date.parse(exitedAt);
  return status === 'FAILED' ? Date.parse(enteredAt) : flowEnd;
}

function createMore({ moreOf, count }, expanded, again) {
  const button = h('button', { type: 'button' }, words.showAll(count));
  button.addEventListener('click', () => {
    expanded.add(moreOf);
    again();
  });
  const element = h('li', { class: 'path-more' }, button);
  return {
    element,
    place: (row) => {
      element.style.setProperty('--depth', Math.min(row.depth, 8));
      setText(button, words.showAll(row.count));
    },
  };
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
    place: ({ entry, depth }, span) => {
      const start = Date.parse(entry.enteredAt);
      const end = entry.exitedAt ? Date.parse(entry.exitedAt) : undefined;
      element.dataset.status = entry.status;
      element.style.setProperty('--depth', Math.min(depth, 8));
      element.style.setProperty('--from', (start - span.start) / span.length);
      element.style.setProperty('--share', (endOf(entry, span.flowEnd) - start) / span.length);
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
