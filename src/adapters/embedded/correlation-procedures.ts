import type { DatabaseSync } from 'node:sqlite';

export function correlationProcedures(database: DatabaseSync) {
  const findExpectation = database.prepare(
    'SELECT replies.reply FROM expectations LEFT JOIN replies ON replies.number = expectations.reply WHERE expectations.token = ?',
  );
  const insertExpectation = database.prepare('INSERT INTO expectations (token, topic, key, reply) VALUES (?, ?, ?, ?)');
  const oldestReply = database.prepare(
    'SELECT number, reply FROM replies WHERE topic = ? AND key = ? AND token IS NULL ORDER BY number LIMIT 1',
  );
  const pairReply = database.prepare('UPDATE replies SET token = ? WHERE number = ?');
  const findReply = database.prepare('SELECT token FROM replies WHERE topic = ? AND reply_id = ?');
  const insertReply = database.prepare(
    'INSERT INTO replies (topic, reply_id, key, reply, token, received_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const oldestExpectation = database.prepare(
    'SELECT number, token FROM expectations WHERE topic = ? AND key = ? AND reply IS NULL ORDER BY number LIMIT 1',
  );
  const pairExpectation = database.prepare('UPDATE expectations SET reply = ? WHERE number = ?');
  const forget = database.prepare('DELETE FROM expectations WHERE token = ?');
  // The row stays for a while, to recognise the reply when it is delivered again.
  const emptyReplies = database.prepare(
    "UPDATE replies SET reply = 'null' WHERE number = (SELECT reply FROM expectations WHERE token = ?)",
  );
  const oldReplies = database.prepare('SELECT max(number) AS number FROM replies WHERE received_at < ?');
  const removeReplies = database.prepare('DELETE FROM replies WHERE number <= ? AND received_at < ?');
  const removeExpectations = database.prepare('DELETE FROM expectations WHERE reply <= ?');

  return {
    /** The reply (JSON text) that the token met, now or before. */
    expectReply(topic: string, key: string, token: string): string | null {
      const known = findExpectation.get(token);
      if (known !== undefined) return known['reply'] === null ? null : String(known['reply']);
      const reply = oldestReply.get(topic, key);
      insertExpectation.run(token, topic, key, reply === undefined ? null : Number(reply['number']));
      if (reply === undefined) return null;
      pairReply.run(token, Number(reply['number']));
      return String(reply['reply']);
    },
    /** The token that the reply met, now or before. */
    acceptReply(topic: string, key: string, replyId: string, reply: string, receivedAt: number): string | null {
      const known = findReply.get(topic, replyId);
      if (known !== undefined) return known['token'] === null ? null : String(known['token']);
      const expectation = oldestExpectation.get(topic, key);
      const token = expectation === undefined ? null : String(expectation['token']);
      const { lastInsertRowid } = insertReply.run(topic, replyId, key, reply, token, receivedAt);
      if (expectation !== undefined) pairExpectation.run(Number(lastInsertRowid), Number(expectation['number']));
      return token;
    },
    forgetExpectation(token: string): void {
      emptyReplies.run(token);
      forget.run(token);
    },
    removeOldReplies(before: number): void {
      const last = oldReplies.get(before)?.['number'];
      if (typeof last !== 'number') return;
      removeExpectations.run(last);
      removeReplies.run(last, before);
    },
  };
}
