import { describe, expect, it } from 'vitest';
import { compileCorrelation } from '../../../../src/asl/compile/correlation.ts';
import { SfcError } from '../../../../src/errors/sfc-error.ts';
import { environmentOf } from '../environment-of.ts';

describe('compileCorrelation', () => {
  it.each([
    ['$request.order.id', 'request', { order: { id: 'o-1' } }, 'o-1'],
    ['$reply.id', 'reply', { id: 7 }, 7],
    ['{% $reply.first & "-" & $reply.last %}', 'reply', { first: 'a', last: 'b' }, 'a-b'],
    ['{% $request.a + $v %}', 'request', { a: 1 }, 3],
    ["States.Format('{}/{}', $request.a, $v)", 'request', { a: 1 }, '1/2'],
  ] as const)('%s of the %s', async (text, side, message, expected) => {
    const env = environmentOf({}, { scope: { v: 2 } });
    expect(await compileCorrelation(text, side)(message, env)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['$reply.missing', {}],
    ['$reply.list', { list: [1] }],
    ['$reply.nothing', { nothing: null }],
    ['{% $reply.missing %}', {}],
  ] as const)('%s of %j fails', async (text, message) => {
    expect((await compileCorrelation(text, 'reply')(message)).ok).toBe(false);
  });

  it('has no context and no chance where there is no flow', async () => {
    expect((await compileCorrelation('$$.Execution.Id', 'reply')({})).ok).toBe(false);
    expect(await compileCorrelation('States.MathRandom(1, 9)', 'reply')({})).toEqual({ ok: true, value: 1 });
  });

  it.each(['$reply[', '{% ( %}', 'plain'])('refuses %s', (text) => {
    expect(() => compileCorrelation(text, 'reply')).toThrow(SfcError);
  });
});
