import { addressWith, go, stay } from './address.js';
import { h, setText, throttle } from './dom.js';
import { createHistoryList } from './history-list.js';
import { duration, shortTime, words } from './language.js';
import { errorNotice, jsonBox, statusPill } from './parts.js';
import { createPathTree } from './path-tree.js';
import { get } from './server.js';
import { askVerb } from './verb-dialog.js';

const OPEN = new Set(['RUNNING', 'PAUSED']);
const REFRESH_MS = 400;

/** One flow: what it is, where it has been, and what an operator can do. */
export function createFlowView(section, flowId) {
  const path = `/v1/flows/${encodeURIComponent(flowId)}`;
  const pill = statusPill('RUNNING');
  const title = h('h1', { tabindex: '-1' });
  const facts = h('dl', { class: 'facts' });
  const verbs = h('div', { class: 'verbs' });
  const open = h('ul', { class: 'open-states' });
  const tree = createPathTree();
  const history = createHistoryList(flowId);
  const payloads = h('div', { class: 'payloads' });
  const notice = h('div', { 'aria-live': 'polite' });
  const refresh = throttle(load, REFRESH_MS);
  let isGone = false;
  let payloadText;

  section.replaceChildren(
    h(
      'div',
      { class: 'flow-head' },
      h('a', { class: 'back', href: addressWith({ flow: '' }), onclick: stay({ flow: '' }) }, `← ${words.back}`),
      h('div', { class: 'flow-title' }, title, pill.element),
      verbs,
    ),
    notice,
    facts,
    open,
    h('h2', {}, words.path),
    tree.element,
    payloads,
    h('h2', {}, words.history),
    history.element,
  );
  section.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') go({ flow: '' });
  });

  async function load() {
    try {
      const [flow, states] = await Promise.all([get(path), get(`${path}/path`)]);
      if (isGone) return;
      notice.replaceChildren();
      show(flow);
      tree.update(states, flow);
      history.update();
    } catch (error) {
      if (!isGone) notice.replaceChildren(errorNotice(error));
    }
  }

  function show(flow) {
    setText(title, flow.name);
    document.title = `${flow.name} · Service Flow Conductor`;
    pill.update(flow.status);
    facts.replaceChildren(...factsOf(flow));
    open.replaceChildren(...flow.open.map(openState));
    showVerbs(flow);
    const text = JSON.stringify([flow.input, flow.output]);
    if (text === payloadText) return;
    payloadText = text;
    payloads.replaceChildren(
      payload(words.input, flow.input),
      flow.output === undefined ? '' : payload(words.output, flow.output),
    );
  }

  function showVerbs(flow) {
    const wanted = verbsOf(flow.status);
    if (verbs.dataset.verbs === wanted.join()) return;
    verbs.dataset.verbs = wanted.join();
    verbs.replaceChildren(
      ...wanted.map((verb) => {
        const kind = verb === 'stop' ? 'danger-quiet' : 'plain';
        return h(
          'button',
          { type: 'button', class: kind, onclick: () => askVerb(verb, flow, refresh) },
          words.verbs[verb].label,
        );
      }),
    );
  }

  refresh();
  return {
    refresh,
    focus: () => title.focus({ preventScroll: true }),
    leave: () => {
      isGone = true;
    },
  };
}

function verbsOf(status) {
  if (status === 'SUCCEEDED') return [];
  if (!OPEN.has(status)) return ['retry'];
  return [status === 'PAUSED' ? 'resume' : 'pause', 'stop'];
}

function factsOf(flow) {
  const names = words.facts;
  const started = flow.startedAt ?? flow.acceptedAt;
  const rows = [
    [
      words.blueprint,
      `${flow.blueprint} ${words.version(flow.version)}${flow.run > 1 ? ` · ${words.run(flow.run)}` : ''}`,
    ],
    [names.id, flow.flowId],
    [names.accepted, shortTime(flow.acceptedAt)],
    [names.ended, flow.endedAt && shortTime(flow.endedAt)],
    [names.took, flow.endedAt && duration(Date.parse(flow.endedAt) - Date.parse(started))],
    [names.error, flow.error],
    [names.cause, flow.cause],
    [names.pausedBy, flow.pausedBy],
    [names.startedBy, flow.startedBy && leavesOf(flow.startedBy).join(' · ')],
  ];
  return rows
    .filter(([, value]) => value)
    .map(([name, value]) => h('div', { data: kindOf(name) }, h('dt', {}, name), h('dd', {}, value)));
}

/** `{trigger: {topic: 'a', offset: 1}}` → `topic a`, `offset 1`. */
function leavesOf(value, name = '') {
  if (typeof value !== 'object' || value === null) return [`${name} ${value}`];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, key));
}

function kindOf(name) {
  const { id, error, cause, startedBy } = words.facts;
  if (name === id) return { kind: 'wide' };
  if (name === startedBy) return { kind: 'row' };
  return name === error || name === cause ? { kind: 'error' } : {};
}

function openState({ state, phase, attempt, dueAt, processor }) {
  const facts = [
    words.phases[phase] ?? phase,
    attempt > 1 ? words.attempt(attempt) : undefined,
    dueAt && words.until(shortTime(dueAt)),
    processor,
  ];
  return h('li', {}, h('strong', {}, state), ` ${facts.filter(Boolean).join(' · ')}`);
}

function payload(name, value) {
  const details = h('details', { class: 'payload' }, h('summary', {}, name));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(jsonBox(value));
  });
  return details;
}
