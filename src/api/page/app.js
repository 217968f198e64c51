import { address, go, onAddress } from './address.js';
import { showBlueprints } from './blueprint-list.js';
import { h, throttle } from './dom.js';
import { showFlows, updateRow } from './flow-list.js';
import { createFlowView } from './flow-view.js';
import { applyWords, switchLanguage, words } from './language.js';
import { emptyState, errorNotice } from './parts.js';
import { follow, get } from './server.js';

const PAGE = 50;
const MOST_SHOWN = 500;
const LIST_MS = 1000;
const WORKERS_MS = 10_000;
const TYPING_MS = 250;
const element = (id) => document.getElementById(id);

let wanted = PAGE;
let blueprints = [];
let flowView;
let shownFlow = '';
let loading;

const refreshLists = throttle(loadLists, LIST_MS);

async function loadLists() {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const { blueprint, status, q } = address();
  try {
    const [names, page] = await Promise.all([
      get('/v1/blueprints', {}, signal),
      get('/v1/flows', { blueprint, status, q, limit: wanted }, signal),
    ]);
    blueprints = names.items;
    element('notices').querySelector('[data-kind=error]')?.remove();
    showAll(page);
  } catch (error) {
    if (!signal.aborted) showError(error);
  }
}

function showAll(page) {
  showBlueprints(element('blueprint-list'), blueprints, refreshLists);
  showFilters();
  showFlows(element('flow-area'), page, () => {
    wanted = Math.min(MOST_SHOWN, wanted + PAGE);
    refreshLists();
  });
}

function showError(error) {
  element('notices').querySelector('[data-kind=error]')?.remove();
  element('notices').prepend(errorNotice(error));
  // Without an answer the live stream says when there is one again; a refusal needs another filter.
}

function showFilters() {
  const { blueprint, status, q } = address();
  const names = blueprints.map(({ name }) => [name, name]);
  if (blueprint && !blueprints.some(({ name }) => name === blueprint)) names.push([blueprint, blueprint]);
  fillSelect(element('filter-blueprint'), [['', words.anyBlueprint], ...names], blueprint);
  const groups = [
    ['', words.anyStatus],
    ['RUNNING,PAUSED', words.open],
    ['FAILED,TIMED_OUT,ABORTED', words.unsuccessful],
    ...['RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'].map((name) => [name, words.statuses[name]]),
  ];
  if (!groups.some(([value]) => value === status)) groups.push([status, status]);
  fillSelect(element('filter-status'), groups, status);
  const field = element('filter-q');
  if (document.activeElement !== field) field.value = q;
  element('filter-clear').hidden = !(blueprint || status || q);
}

function fillSelect(select, options, value) {
  const key = JSON.stringify(options);
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    select.replaceChildren(...options.map(([id, text]) => h('option', { value: id }, text)));
  }
  select.value = value;
}

/** Shows the flow that the URL names, beside the lists or (where there is little room) in their place. */
function showFlow() {
  const { flow } = address();
  document.body.toggleAttribute('data-flow', flow !== '');
  element('flow').hidden = flow === '';
  if (flow === shownFlow) return;
  flowView?.leave();
  flowView = undefined;
  shownFlow = flow;
  document.title = 'Service Flow Conductor';
  if (flow === '') return;
  // A fresh element: listeners of the flow before go with the old one.
  const section = h('section', { id: 'flow', 'aria-label': words.flow });
  element('flow').replaceWith(section);
  flowView = createFlowView(section, flow);
  flowView.focus();
}

async function showUnserved() {
  const { unserved } = await get('/v1/workers').catch(() => ({ unserved: [] }));
  for (const old of element('notices').querySelectorAll('[data-kind=warning]')) old.remove();
  for (const entry of unserved) {
    element('notices').append(h('p', { class: 'notice', data: { kind: 'warning' } }, words.unserved(entry)));
  }
}

function setUpFilters() {
  const form = element('filter');
  let timer;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', () => {
    wanted = PAGE;
    go({ blueprint: element('filter-blueprint').value, status: element('filter-status').value });
  });
  element('filter-q').placeholder = words.searchHint;
  element('filter-q').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      wanted = PAGE;
      go({ q: element('filter-q').value.trim() }, { replace: true });
    }, TYPING_MS);
  });
  element('filter-clear').addEventListener('click', () => {
    element('filter-q').value = '';
    go({ blueprint: '', status: '', q: '' });
  });
}

function setUpTheme() {
  const button = element('theme');
  const order = ['system', 'light', 'dark'];
  const show = (theme) => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = { system: '◐', light: '☀', dark: '☾' }[theme];
    button.title = words.theme[theme];
    button.setAttribute('aria-label', words.theme[theme]);
  };
  let theme = localStorage.getItem('sfc-theme') ?? 'system';
  show(theme);
  button.addEventListener('click', () => {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    if (theme === 'system') localStorage.removeItem('sfc-theme');
    else localStorage.setItem('sfc-theme', theme);
    show(theme);
  });
}

function setUpLive() {
  const sign = element('live');
  const showState = (state) => {
    sign.dataset.state = state;
    sign.textContent = words.live[state];
  };
  showState('connecting');
  follow({
    onState: showState,
    onFlow: (flow) => {
      updateRow(flow);
      refreshLists();
      if (flow.flowId === shownFlow) flowView?.refresh();
    },
    onReset: () => {
      refreshLists();
      flowView?.refresh();
    },
  });
}

applyWords();
element('language').textContent = words.language;
element('language').title = words.languageTitle;
element('language').addEventListener('click', switchLanguage);
element('flow-area').append(emptyState(words.loading));
setUpTheme();
setUpFilters();
setUpLive();
onAddress(() => {
  refreshLists();
  showFlow();
});
showFilters();
showFlow();
refreshLists();
void showUnserved();
setInterval(() => void showUnserved(), WORKERS_MS);
