import { setTimeout as sleep } from 'node:timers/promises';
import { serveHttp } from '../../lib/http-service.mjs';
import { call } from '../../lib/topic-client.mjs';

const url = process.env.SFC_URL ?? 'http://127.0.0.1:7400';
const PAUSE_MS = 700;

/** Stands in for people: takes what is to be decided, and decides later. sfc.config.json maps the function AskApprover to it. */
await serveHttp({
  port: 7412,
  routes: {
    'POST /approvals': ({ body: { level, refund, taskToken } }) => {
      decide(level, refund, taskToken).catch((error) => console.log(`${refund.refundId}: ${error.message}`));
      return { body: { queued: true } };
    },
  },
});

async function decide(level, { refundId, amountCents, reason }, token) {
  const answer = (verb, body) => call(`${url}/v1/tasks/${encodeURIComponent(token)}/${verb}`, body);
  const approve = () => answer('success', { output: { approvedBy: level, refundId } });
  const deny = (cause) => answer('failure', { error: 'Refund.Denied', cause });
  const look = async (times) => {
    for (let time = 0; time < times; time++) {
      await sleep(PAUSE_MS);
      await answer('heartbeat', {});
    }
  };

  await sleep(PAUSE_MS);
  if (reason.includes('changed my mind')) return deny('used goods are not taken back');
  if (level === 'manager') return amountCents > 100_000 ? deny('too much money 金额过高') : approve();
  if (reason.includes('holiday')) return; // No heartbeat, no decision.
  if (reason.includes('undecidable')) return look(30); // Alive, and of no use.
  if (reason.includes('closer look')) await look(6);
  return approve();
}
