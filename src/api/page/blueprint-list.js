import { address, addressWith, stay } from './address.js';
import { h, reconcile, setText } from './dom.js';
import { count, words } from './language.js';
import { emptyState } from './parts.js';

const OPEN = ['RUNNING', 'PAUSED'];
const UNSUCCESSFUL = ['FAILED', 'TIMED_OUT', 'ABORTED'];
const FIRST = 12;
const COUNTS = [
  ['open', OPEN],
  ['succeeded', ['SUCCEEDED']],
  ['failed', UNSUCCESSFUL],
];

let isAllShown = false;

/** Cards of the blueprints; their names and counts are filters of the flows. */
export function showBlueprints(list, blueprints, again) {
  const shown = isAllShown ? blueprints : blueprints.slice(0, FIRST);
  reconcile(list, shown, ({ name }) => name, createCard);
  list.nextElementSibling?.remove();
  if (blueprints.length === 0) {
    list.after(emptyState(words.noBlueprints, words.noBlueprintsHint, 'npx sfc push my.asl.json --activate'));
  } else if (shown.length < blueprints.length) {
    const more = h('button', { type: 'button', class: 'more' }, words.showAll(blueprints.length));
    more.addEventListener('click', () => {
      isAllShown = true;
      again();
    });
    list.after(more);
  }
}

function createCard({ name }) {
  const title = h('a', { class: 'card-title' }, name);
  const version = h('span', { class: 'tag' });
  const stopped = h('span', { class: 'tag', data: { kind: 'warning' } }, words.stopped);
  const numbers = COUNTS.map(([key, statuses]) => ({ ...countLink(name, key, statuses), statuses }));
  const element = h(
    'li',
    { class: 'card' },
    h('div', { class: 'card-head' }, title, version, stopped),
    h('div', { class: 'counts' }, ...numbers.map((number) => number.element)),
  );
  return {
    element,
    update: ({ activeVersion, status, flows = {} }) => {
      const isChosen = address().blueprint === name;
      const change = { blueprint: isChosen ? '' : name, status: '', flow: '' };
      title.href = addressWith(change);
      title.onclick = stay(change);
      element.toggleAttribute('data-chosen', isChosen);
      title.toggleAttribute('aria-current', isChosen);
      setText(version, activeVersion === undefined ? words.noVersion : words.version(activeVersion));
      stopped.hidden = status === 'ACTIVE';
      for (const { statuses, update } of numbers) update(statuses.reduce((sum, one) => sum + (flows[one] ?? 0), 0));
    },
  };
}

function countLink(blueprint, key, statuses) {
  const value = h('strong');
  const change = { blueprint, status: statuses.join(','), flow: '' };
  const element = h('a', { class: 'count', data: { count: key } }, value, ` ${words.counts[key]}`);
  element.onclick = stay(change);
  return {
    element,
    update: (number) => {
      element.href = addressWith(change);
      element.toggleAttribute('data-zero', number === 0);
      setText(value, count(number));
    },
  };
}
