import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAccount } from '../../../src/cli/dev/account.ts';
import { createFakeServices } from '../api/fake-services.ts';

const HELLO = '{"StartAt":"A","States":{}}';

async function watch(isTerminal: boolean) {
  const { monitor, registry, change } = createFakeServices();
  await registry.push({ name: 'hello', source: HELLO });
  let text = '';
  const note = (part: string) => {
    text += part;
  };
  const account = startAccount({ note, isTerminal, paint: (_, part) => part }, monitor);
  return { account, registry, change, text: () => text };
}

describe('account', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes one line over on a terminal', async () => {
    const { account, registry, change, text } = await watch(true);
    await vi.advanceTimersByTimeAsync(200);
    await registry.startFlow({ blueprint: 'hello', input: {} });
    await vi.advanceTimersByTimeAsync(200);
    change('flow-1', { status: 'FAILED', endedAt: 1 });
    await account.stop();
    expect(text().split('\r\u001b[2K')).toEqual([
      '',
      'flows: 0 started · 0 succeeded · 0 failed · none open',
      'flows: 1 started · 0 succeeded · 0 failed · 1 open',
      'flows: 1 started · 0 succeeded · 1 failed · none open\n',
    ]);
  });

  it('writes a line now and then elsewhere, and none where nothing changed', async () => {
    const { account, registry, text } = await watch(false);
    await vi.advanceTimersByTimeAsync(10_000);
    await registry.startFlow({ blueprint: 'hello', input: {} });
    await vi.advanceTimersByTimeAsync(10_000);
    await account.stop();
    expect(text().trimEnd().split('\n')).toHaveLength(2);
  });
});
