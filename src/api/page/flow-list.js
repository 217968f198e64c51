import { address, addressWith, stay } from './address.js';
import { h, reconcile, setText } from './dom.js';
import { duration, shortTime, words } from './language.js';
import { emptyState, statusPill } from './parts.js';

let table;

/** The table of flows, or what stands in its place. */
export function showFlows(area, { items, nextCursor }, onMore) {
  if (items.length === 0) {
    const { blueprint, status, q } = address();
    const isFiltered = blueprint || status || q;
    const run = `npx sfc run ${blueprint || 'hello-world'} --input '{}'`;
    area.replaceChildren(
      isFiltered && (status || q) ? emptyState(words.noMatch) : emptyState(words.noFlows, words.noFlowsHint, run),
    );
    return;
  }
  table ??= createTable();
  if (table.element.parentElement !== area) area.replaceChildren(table.element, table.more);
  reconcile(table.body, items, ({ flowId }) => flowId, createRow);
  table.more.hidden = nextCursor === undefined;
  table.more.onclick = onMore;
}

/** Brings one row up to date without asking the server; false where the flow is not shown. */
export function updateRow(flow) {
  const row = table?.body.known?.get(flow.flowId);
  row?.update(flow);
  return row !== undefined;
}

function createTable() {
  const { columns } = words;
  const body = h('tbody');
  const heads = [columns.status, columns.flow, columns.blueprint, columns.started, columns.took, columns.at];
  const head = h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text))));
  const element = h('div', { class: 'table' }, h('table', {}, head, body));
  return { element, body, more: h('button', { type: 'button', class: 'more' }, words.showMore) };
}

function createRow({ flowId }) {
  const pill = statusPill('RUNNING');
  const link = h('a', { class: 'flow-link' });
  const blueprint = h('td', { class: 'second' });
  const started = h('td', { class: 'time second' });
  const took = h('td', { class: 'time' });
  const at = h('td', { class: 'at' });
  const element = h(
    'tr',
    {},
    h('td', {}, pill.element),
    h('td', { class: 'name' }, link),
    blueprint,
    started,
    took,
    at,
  );
  element.addEventListener('click', (event) => {
    // The whole row is a target for the mouse; the link in it is the one for the keyboard.
    if (!event.target.closest('a') && !getSelection()?.toString()) link.click();
  });
  return {
    element,
    update: (flow) => {
      pill.update(flow.status);
      link.href = addressWith({ flow: flowId });
      link.onclick = stay({ flow: flowId });
      setText(link, flow.name);
      element.toggleAttribute('data-chosen', address().flow === flowId);
      setText(blueprint, `${flow.blueprint} ${words.version(flow.version)}`);
      setText(started, shortTime(flow.startedAt));
      started.title = flow.startedAt;
      setText(took, flow.endedAt ? duration(Date.parse(flow.endedAt) - Date.parse(flow.startedAt)) : '');
      setText(at, flow.error ?? flow.states.slice(0, 3).join(', '));
      at.toggleAttribute('data-error', flow.error !== undefined);
    },
  };
}
