const paid = new Map();

/** Pays once for each job: the token that comes with it tells a repetition. */
export async function handler({ refundId, amountCents }, { clientContext }) {
  const token = clientContext.custom['sfc-task-token'];
  const payment = paid.get(token) ?? { paymentId: `PAY-${refundId}`, amountCents };
  paid.set(token, payment);
  return payment;
}
