import type { JsonObject } from '../../../src/asl/json.ts';
import type { Work } from './jobs.ts';

/** What one task was asked to do, from outside. */
export interface TaskCalls extends JsonObject {
  readonly calls: number;
  readonly tokens: number;
  /** Calls with a token that came before: the price of at-least-once. */
  readonly repeated: number;
}
export interface CallReport extends JsonObject {
  readonly tasks: Record<string, TaskCalls>;
  /** `TASK ID` → tokens. */
  readonly tokens: Record<string, string[]>;
  /** `TOKEN` → calls, where there was more than one. */
  readonly repeated: Record<string, number>;
  readonly complaints: string[];
}

interface Call {
  readonly task: string;
  readonly input: string;
  /** Which token of its task and flow it is, from 1. */
  readonly number: number;
  count: number;
}

/** The service's record of its calls. */
export function createCallRecord() {
  const calls = new Map<string, Call>();
  const tokens = new Map<string, string[]>();
  const complaints: string[] = [];

  return {
    /** A token means one task with one input, for ever. */
    note(task: string, token: string, input: Work): { readonly number: number } {
      const known = calls.get(token);
      const text = JSON.stringify(input);
      if (known !== undefined) {
        known.count++;
        if (known.task !== task || known.input !== text)
          complaints.push(`token ${token} came for ${known.task} ${known.input} and for ${task} ${text}`);
        return known;
      }
      const key = `${task} ${input.id}`;
      const list = tokens.get(key) ?? [];
      tokens.set(key, list);
      list.push(token);
      const call = { task, input: text, number: list.length, count: 1 };
      calls.set(token, call);
      return call;
    },
    complain: (text: string) => void complaints.push(text),
    report(): CallReport {
      const tasks: Record<string, TaskCalls> = {};
      const repeated: Record<string, number> = {};
      for (const [token, { task, count }] of calls) {
        const sum = tasks[task] ?? { calls: 0, tokens: 0, repeated: 0 };
        tasks[task] = { calls: sum.calls + count, tokens: sum.tokens + 1, repeated: sum.repeated + count - 1 };
        if (count > 1) repeated[token] = count;
      }
      return { tasks, tokens: Object.fromEntries(tokens), repeated, complaints };
    },
  };
}
