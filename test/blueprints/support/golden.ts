import type { Json } from '../../../src/asl/json.ts';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import type { Simulation } from '../../../src/testing/simulate.ts';

/** What a golden history shows of an event: enough to follow it with a finger, nothing that would change without a reason. */
const SHOWN = ['resource', 'index', 'length', 'error'] as const;

/** The histories as the file keeps them: one event a line. */
export function goldenText(histories: Readonly<Record<string, Simulation>>): string {
  const scenarios = Object.entries(histories).map(([title, simulation]) => {
    const { status, output, error, cause } = simulation;
    const lines = simulation.events.map((event) => `      ${JSON.stringify(shown(event))}`);
    const end = Object.entries({ status, output, error, cause }).flatMap(([name, value]) =>
      value === undefined ? [] : [`    ${JSON.stringify(name)}: ${JSON.stringify(value)}`],
    );
    return `  ${JSON.stringify(title)}: {\n${end.join(',\n')},\n    "events": [\n${lines.join(',\n')}\n    ]\n  }`;
  });
  return `{\n${scenarios.join(',\n')}\n}\n`;
}

/** An event as a golden history has it. */
export function shown({ id, previousEventId, type, state, details = {} }: HistoryEvent): Record<string, Json> {
  const more = SHOWN.flatMap((name) => (details[name] === undefined ? [] : [[name, details[name]] as const]));
  return { id, after: previousEventId, type, ...(state === undefined ? {} : { state }), ...Object.fromEntries(more) };
}
