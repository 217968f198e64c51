/** What the server refused, as its problem document says. */
export class Refusal extends Error {
  constructor({ detail, code, hint, status }) {
    super(detail);
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

/** JSON of the API. Rejects with a Refusal, or with a TypeError where no server answers. */
export async function get(path, query = {}, signal = undefined) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
  return read(await fetch(path + text, { signal }));
}

export async function post(path, body) {
  const headers = { 'content-type': 'application/json' };
  return read(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function read(response) {
  const body = await response.json();
  if (!response.ok) throw new Refusal(body);
  return body;
}

/** Changes of flows as they happen. The browser connects again by itself. */
export function follow({ onFlow, onReset, onState }) {
  const source = new EventSource('/v1/events');
  let wasOpen = false;
  source.addEventListener('open', () => {
    onState('live');
    wasOpen = true;
    // What happened before was not sent.
    onReset();
  });
  source.addEventListener('error', () => onState(wasOpen ? 'lost' : 'connecting'));
  source.addEventListener('flow', (event) => onFlow(JSON.parse(event.data)));
  source.addEventListener('reset', onReset);
}
