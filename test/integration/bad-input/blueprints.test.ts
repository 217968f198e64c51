import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScene, machine, type Scene, type Server } from './support.ts';

let scene: Scene;
let server: Server;
beforeAll(async () => {
  scene = createScene();
  server = await scene.dev();
});
afterAll(() => scene.close());

const pushText = (text: string) => server.call('POST', '/v1/blueprints', { name: 'bad', text, activate: true });
const ENDLESS = {
  StartAt: 'A',
  States: {
    A: { Type: 'Pass', Parameters: { 'x.$': '$' }, Next: 'B' },
    B: { Type: 'Choice', Choices: [{ Variable: '$.never', IsPresent: true, Next: 'End' }], Default: 'A' },
    End: { Type: 'Succeed' },
  },
};

describe('a bad blueprint', () => {
  it.each([
    ['text that is not JSON', 'hello: there', /not valid JSON/],
    ['nothing', '', /is empty/],
    ['half a document', '{"StartAt":"A"', /end of the text/],
    ['a list', '[]', /is a JSON object/],
    ['no such state', JSON.stringify(machine({ Type: 'Pass', Next: 'Nope' })), /no state "Nope"/],
    [
      'a state of the prototype',
      JSON.stringify(machine({ Type: 'Pass', Next: 'constructor' })),
      /no state "constructor"/,
    ],
    [
      '__proto__',
      '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","End":true}}}',
      /"__proto__" is not allowed/,
    ],
    ['a quarter of a million brackets', '['.repeat(250_000), /nested more than/],
    ['a loop that nothing leaves', JSON.stringify(machine({ Type: 'Pass', Next: 'A' })), /No state ends/],
  ])('is refused with what to do: %s', async (_, text, detail) => {
    const { status, body } = await pushText(text);
    expect([status, body.code, body.detail]).toEqual([400, 'SFC_INVALID_BLUEPRINT', expect.stringMatching(detail)]);
    expect(body.problems[0]).toMatchObject({ severity: 'error', pointer: expect.any(String) });
    expect(body.hint).toContain('sfc validate');
    expect((await server.call('GET', '/v1/blueprints/bad')).status).toBe(404);
  });

  it.each([10, 7])('is refused at %i MB', async (megabytes) => {
    const { status, body } = await pushText(JSON.stringify({ Comment: 'x'.repeat(megabytes * 1e6) }));
    expect([status, body.code]).toEqual([413, 'SFC_PAYLOAD_TOO_LARGE']);
    expect(body.hint).toMatch(/sub-flows/);
  });

  it.each([
    "$[?(@.constructor.constructor('return process')().exit(3))]",
    '$[(process.exit(3))]',
    '$.a[`process.exit(3)`]',
    "States.Format('{}', process.exit(3))",
  ])('is refused where a path tries to run code: %s', async (InputPath) => {
    const { status, body } = await server.push('bad', machine({ Type: 'Pass', InputPath, End: true }));
    expect([status, body.code, body.problems[0].pointer]).toEqual([
      400,
      'SFC_INVALID_BLUEPRINT',
      '/States/A/InputPath',
    ]);
  });

  it.each([
    '$eval("process.exit(3)")',
    '$string.constructor("return process")().exit(3)',
    '($f := function($x){$f($x)}; $f(1))',
    '$map([1..9999], function($i){$map([1..9999], function($j){$i*$j})})',
    '$pad("x", 1e9)',
    '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)',
  ])('fails its flow where JSONata tries to run code or to exhaust the process: %s', async (expression) => {
    await server.push('jsonata', {
      QueryLanguage: 'JSONata',
      ...machine({ Type: 'Pass', Output: `{% ${expression} %}`, End: true }),
    });
    const flow = await server.run('jsonata', {});
    expect([flow.status, flow.error]).toEqual(['FAILED', 'States.QueryEvaluationError']);
  });

  it('that loops for ever ends with a named error, and holds up nothing', async () => {
    const endless = { ...ENDLESS, States: { ...ENDLESS.States, A: { Type: 'Pass', Next: 'B' } } };
    await server.push('endless', endless);
    const watched = server.watch();
    const flow = await server.run('endless', {});
    expect([flow.status, flow.error]).toEqual(['FAILED', 'States.Runtime']);
    expect(flow.cause).toContain('maximum number of history events (25000)');
    expect(watched()).toEqual({ longest: expect.any(Number), failures: 0 });
    const page = await server.call('GET', `/v1/flows/${flow.flowId}/history?limit=1000&cursor=24900`);
    expect(page.body.items.at(-1)).toMatchObject({ type: 'ExecutionFailed', id: flow.eventCount });
  });

  it('that wraps its data deeper at each turn fails its flow, not the store', async () => {
    await server.push('deeper', ENDLESS);
    const flow = await server.run('deeper', 1);
    expect([flow.status, flow.error]).toEqual(['FAILED', 'States.DataLimitExceeded']);
    expect(flow.cause).toContain('levels deep');
    expect((await server.call('GET', '/readyz')).status).toBe(200);
  });

  it('that catches its own costly expression for ever lets others go on, and can be stopped', async () => {
    const costly = '{% $map([1..9999], function($i){$map([1..9999], function($j){$i*$j})}) %}';
    await server.push('bomb', {
      QueryLanguage: 'JSONata',
      ...machine(
        { Type: 'Pass', Output: 1, Next: 'B' },
        {
          B: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:None',
            Arguments: costly,
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }],
            End: true,
          },
        },
      ),
    });
    await server.push('calm', machine({ Type: 'Pass', End: true }));
    const bomb = (await server.start('bomb', {})).body.flowId;
    expect(await server.run('calm', {})).toMatchObject({ status: 'SUCCEEDED' });
    expect((await server.call('POST', `/v1/flows/${bomb}/stop`, {})).status).toBe(202);
    expect(await server.ended(bomb)).toMatchObject({ status: 'ABORTED' });
  });

  it('gives the command line exit code 1 and the place', async () => {
    scene.write('bad.asl.json', '{"StartAt":"A",\n"States":{"A":{"Type":"Pass","Next":"B"}}}');
    const { code, out, notes } = await scene.sfc('validate', 'bad.asl.json');
    expect(code).toBe(1);
    expect(out + notes).toMatch(/no state "B"/);
    expect(await scene.sfc('push', 'none.asl.json', '--url', server.url)).toMatchObject({ code: 1 });
  });

  it.each(['../up', 'a/b', '..', '__proto__', 'a b', '名字', 'common', 'x\u0000'])('has no name %j', async (name) => {
    const { status, body } = await server.push(name, machine({ Type: 'Succeed' }));
    expect([status, body.code]).toEqual([400, 'SFC_INVALID_REQUEST']);
  });
});
