import { h, reconcile, setText } from './dom.js';
import { duration, shortTime, words } from './language.js';
import { errorNotice, jsonBox } from './parts.js';
import { get } from './server.js';

const PAGE = 100;

/** The events of a flow, each with its details to open. New ones are added as they come, once the end was reached. */
export function createHistoryList(flowId) {
  const list = h('ol', { class: 'history' });
  const note = h('p', { class: 'note' }, words.loading);
  const more = h('button', { type: 'button', class: 'more', hidden: true }, words.showMore);
  const fault = h('div', { 'aria-live': 'polite' });
  const element = h('div', {}, list, fault, note, more);
  const events = [];
  let isAtEnd = true;
  let loading;

  async function load() {
    const cursor = events.at(-1)?.id;
    try {
      const page = await get(`/v1/flows/${encodeURIComponent(flowId)}/history`, { limit: PAGE, cursor });
      fault.replaceChildren();
      events.push(...page.items.filter(({ id }) => id > (events.at(-1)?.id ?? 0)));
      isAtEnd = page.nextCursor === undefined;
      const first = events[0];
      reconcile(
        list,
        events,
        ({ id }) => id,
        (event) => createEvent(event, first),
      );
      setText(note, words.historyEmpty);
      note.hidden = events.length > 0;
      more.hidden = isAtEnd;
    } catch (error) {
      fault.replaceChildren(errorNotice(error));
      note.hidden = true;
    }
  }

  more.addEventListener('click', () => load());
  return {
    element,
    /** Reads what is new, where everything before it is shown. */
    update: () => {
      if (!isAtEnd) return;
      loading = (loading ?? Promise.resolve()).then(load);
    },
  };
}

function createEvent(event, first) {
  const since = Date.parse(event.timestamp) - Date.parse(first.timestamp);
  const kind = /(Failed|TimedOut|Aborted)$/.test(event.type) ? 'bad' : /Succeeded$/.test(event.type) ? 'good' : 'plain';
  const head = h(
    'summary',
    {},
    h('span', { class: 'event-id' }, String(event.id)),
    h('span', { class: 'event-type', data: { kind } }, event.type),
    h('span', { class: 'event-state' }, event.state ?? ''),
    h('span', { class: 'time', title: shortTime(event.timestamp) }, `+${duration(since)}`),
  );
  const details = h('details', {}, head);
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(event.details ? jsonBox(event.details) : h('p', { class: 'note' }, words.noDetails));
  });
  return { element: h('li', {}, details) };
}
