import { expect, it } from 'vitest';
import { unreachable } from '../../../src/errors/unreachable.ts';

it('unreachable names the value that should not exist', () => {
  expect(() => unreachable({ type: 'Later' } as never)).toThrow('unreachable case: {"type":"Later"}');
});
