import type { Json } from '../../../src/asl/json.ts';
import { programOf } from '../../../src/testing/simulate.ts';

const ends = (fields: object) => ('Next' in fields ? {} : { End: true });

/** Short forms of states for blueprints of the test kit's own tests. */
export const task = (fields: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F',
  ...ends(fields),
  ...fields,
});
export const pass = (fields: object = {}) => ({ Type: 'Pass', ...ends(fields), ...fields });
export const scope = (states: Readonly<Record<string, object>>) => ({
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
});
/** A compiled blueprint of the states, which begins with the first. */
export const program = (states: Readonly<Record<string, object>>) => programOf(scope(states) as unknown as Json);
