import { isTimestamp } from '../../timestamp.ts';
import { type Check, wrongType } from '../checks.ts';

/** A timestamp as ASL wants it: RFC 3339 with an upper-case T, and Z or an offset. ASL: Timestamps. */
export const checkTimestamp: Check = (value, at, site) => {
  if (typeof value !== 'string') return wrongType(at, site, 'String', 'a timestamp');
  if (isTimestamp(value)) return;
  const message = `"${at.key}" must be a timestamp such as 2026-03-14T01:59:00Z.`;
  site.report.error('INVALID_TIMESTAMP', at, message, { message: 'String does not match RFC3339 timestamp' });
};
