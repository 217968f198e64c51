import { h } from './dom.js';
import { words } from './language.js';
import { errorNotice } from './parts.js';
import { post } from './server.js';

/** Asks before a verb is sent, and shows what the server says to it. */
export function askVerb(verb, flow, onDone) {
  const dialog = document.getElementById('dialog');
  const { title, text, go } = words.verbs[verb];
  const extra = fieldsOf(verb);
  const answer = h('div', { 'aria-live': 'polite' });
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: 'dialog-title' }, title),
    h('p', { class: 'dialog-flow' }, `${flow.blueprint} · ${flow.name}`),
    h('p', {}, text),
    extra.element,
    answer,
    h(
      'div',
      { class: 'dialog-buttons' },
      h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, words.cancel),
      h('button', { type: 'submit', class: verb === 'stop' ? 'danger' : 'primary' }, go),
    ),
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await post(`/v1/flows/${encodeURIComponent(flow.flowId)}/${verb}`, extra.read());
      dialog.close();
      onDone();
    } catch (error) {
      answer.replaceChildren(errorNotice(error));
    }
  });
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.replaceChildren(form);
  dialog.showModal();
}

function fieldsOf(verb) {
  if (verb === 'stop') {
    const cause = h('input', { name: 'cause', maxlength: '500', autocomplete: 'off' });
    const element = h('label', { class: 'field' }, words.reason, cause);
    return { element, read: () => (cause.value === '' ? {} : { cause: cause.value }) };
  }
  if (verb === 'retry') {
    const from = h(
      'select',
      {},
      h('option', { value: 'Failure' }, words.fromFailure),
      h('option', { value: 'Start' }, words.fromStart),
    );
    return { element: h('label', { class: 'field' }, words.from, from), read: () => ({ from: from.value }) };
  }
  return { element: undefined, read: () => ({}) };
}
