import { expect } from 'vitest';
import type { Json } from '../../../../src/asl/json.ts';
import type { Program } from '../../../../src/asl/program.ts';
import { acceptFlow } from '../../../../src/engine/accept-flow.ts';
import { decide } from '../../../../src/engine/decide.ts';
import type { Decision, Facts } from '../../../../src/engine/decision.ts';
import type { Effect } from '../../../../src/engine/effects.ts';
import type { HistoryEvent } from '../../../../src/engine/events.ts';
import type { Flow } from '../../../../src/engine/flow.ts';
import type { FlowId } from '../../../../src/engine/ids.ts';
import type { Input } from '../../../../src/engine/inputs.ts';
import { program } from './machines.ts';

export const T0 = Date.UTC(2026, 0, 1);

export const FACTS: Facts = {
  now: T0,
  seed: 'seed',
  token: ({ entry, attempt }) => `token-${entry}.${attempt}`,
  limits: { eventsPerDecision: 500, eventsPerFlow: 25_000, payloadBytes: 262_144 },
};

/** A flow between two inputs, with all that it has recorded and what the last decision wished for. */
export interface Scene {
  readonly program: Program;
  readonly flow: Flow;
  readonly facts: Facts;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
}

/** A flow of the definition that was accepted and has not begun. */
export function accepted(definition: Json, input: Json = {}, facts: Partial<Facts> = {}): Scene {
  const id = 'flow-1' as FlowId;
  const flow = acceptFlow({ id, name: 'first', blueprint: 'sample', version: 1, input, now: T0 });
  return { program: program(definition), flow, facts: { ...FACTS, ...facts }, history: [], effects: [] };
}

/** The scene after the inputs; every one must be applied. */
export async function follow(scene: Scene, ...inputs: readonly Input[]): Promise<Scene> {
  let next = scene;
  for (const input of inputs) {
    const decision = await decideIn(next, input);
    expect(decision.applied, `${JSON.stringify(input)} applies`).toBe(true);
    next = advance(next, decision);
  }
  return next;
}

/** The scene after the flow of the definition has begun. */
export function started(definition: Json, input: Json = {}, facts: Partial<Facts> = {}): Promise<Scene> {
  return follow(accepted(definition, input, facts), { type: 'StartFlow' });
}

/** The same scene later, or under other facts. */
export function later(scene: Scene, seconds: number): Scene {
  return under(scene, { now: scene.facts.now + seconds * 1000 });
}

export function under(scene: Scene, facts: Partial<Facts>): Scene {
  return { ...scene, facts: { ...scene.facts, ...facts } };
}

/** `given(scene).when(input).then(events, effects)`: exactly these, in this order; see `said` and `wished` for the notation. */
export function given(scene: Scene | Promise<Scene>) {
  return {
    when: (input: Input) => ({
      then: async (events: readonly string[], effects: readonly string[] = []): Promise<Scene> => {
        const before = await scene;
        const decision = await decideIn(before, input);
        expect(decision.events.map(said)).toEqual(events);
        expect(decision.effects.map(wished)).toEqual(effects);
        expect(decision.applied).toBe(true);
        return advance(before, decision);
      },
      /** The input answers nothing. */
      changesNothing: async (): Promise<void> => {
        const before = await scene;
        const decision = await decideIn(before, input);
        expect(decision).toEqual({ applied: false, flow: before.flow, events: [], effects: [] });
        expect(decision.flow).toBe(before.flow);
      },
    }),
  };
}

/** `TaskStateEntered A`, or the type alone where the event names no state. */
function said({ type, state }: HistoryEvent): string {
  return state === undefined ? type : `${type} ${state}`;
}

/** `DispatchJob job:1.1`; a timer with the seconds since the flow was accepted: `SetTimer wait:1.0 @30`. */
function wished(effect: Effect): string {
  const due = effect.type === 'SetTimer' ? ` @${(effect.dueTime - T0) / 1000}` : '';
  return `${effect.type} ${effect.id}${due}`;
}

export function detailsOf(scene: Scene, type: HistoryEvent['type']): Json | undefined {
  return scene.history.findLast((event) => event.type === type)?.details;
}

/** Types of the whole history, without the states' names. */
export function types(scene: Scene): string[] {
  return scene.history.map(({ type }) => type);
}

async function decideIn({ program: compiled, flow, facts }: Scene, input: Input): Promise<Decision> {
  return decide(compiled, flow, input, facts);
}

function advance(scene: Scene, { flow, events, effects }: Decision): Scene {
  expect(new Set(effects.map(({ type, id }) => `${type} ${id}`)).size, 'no effect twice in one decision').toBe(
    effects.length,
  );
  return { ...scene, flow, history: [...scene.history, ...events], effects };
}

/** Answers of the world. */
export function output(entry: number, value: Json = {}, attempt = 1): Input {
  return { type: 'ReportJobResult', entry, attempt, result: { output: value } };
}

export function failure(entry: number, error = 'Broken', attempt = 1): Input {
  return { type: 'ReportJobResult', entry, attempt, result: { error: { error, cause: `${error} happened` } } };
}

export function fired(
  kind: 'wait' | 'backoff' | 'timeout' | 'heartbeat' | 'join-timeout' | 'flow-timeout',
  entry: number,
  attempt = 0,
): Input {
  return { type: 'FireTimer', kind, entry, attempt };
}

let operations = 0;

/** A verb of the given run, with an operation id of its own. */
export function verb<T extends 'StopFlow' | 'PauseFlow' | 'ResumeFlow' | 'RetryFlow'>(type: T, fields: object = {}) {
  return { type, operationId: `operation-${++operations}`, run: 1, ...fields } as Extract<Input, { type: T }>;
}

export function skip(state: string, value?: Json): Input {
  const base = { type: 'SkipState', operationId: `operation-${++operations}`, run: 1, state } as const;
  return value === undefined ? base : { ...base, output: value };
}
