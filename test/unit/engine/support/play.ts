import type { Json, JsonObject } from '../../../../src/asl/json.ts';
import { type Mocks, simulateProgram } from '../../../../src/testing/simulate.ts';
import { machine, program } from './machines.ts';

/** One flow as data: its states in order, and what each attempt of a task is answered. */
export interface Play {
  readonly states: Readonly<Record<string, JsonObject>>;
  readonly input: Json;
  readonly answers: Mocks;
}

/** An event without its time: type, the event it follows, the state's name or null, details. */
export type PlayedEvent =
  | readonly [type: string, previousEventId: number, state: string | null]
  | readonly [type: string, previousEventId: number, state: string | null, details: Json];

/** The whole history of the flow, on virtual time. */
export async function play({ states, input, answers }: Play): Promise<PlayedEvent[]> {
  const { events } = await simulateProgram(program(machine(states)), { input, mocks: answers });
  return events.map(({ type, previousEventId, state = null, details }) =>
    details === undefined ? [type, previousEventId, state] : [type, previousEventId, state, details],
  );
}
