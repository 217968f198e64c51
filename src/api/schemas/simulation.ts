import { z } from '@hono/zod-openapi';
import type { Simulation } from '../../testing/simulate.ts';
import { document, hasOneDocument, oneDocument } from './blueprint.ts';
import { iso, JsonValue, Timestamp } from './common.ts';
import { HistoryEventView, historyEventView, PathView, pathView } from './history.ts';

const Responses = z.record(z.string(), JsonValue);

export const SimulationRequest = z
  .strictObject({
    ...document,
    input: JsonValue.optional().openapi({ description: "The flow's input; default `{}`." }),
    mocks: Responses.default({}).openapi({
      description:
        'By state: the name of one of `mockedResponses`, or a response in place. A response says by the number of the call (`"0"`, `"1-2"`) what to `Return` or `Throw`, as in the mock configuration of AWS Step Functions Local.',
      example: { Charge: { '0': { Throw: { Error: 'Card.Declined' } }, '1-9': { Return: { paid: true } } } },
    }),
    mockedResponses: Responses.default({}).openapi({ description: 'The responses that `mocks` names.' }),
    startTime: Timestamp.optional().openapi({ description: 'When the flow starts; default 2024-01-01T00:00:00Z.' }),
    name: z.string().min(1).max(80).optional().openapi({ description: 'The name of the flow.' }),
  })
  .refine(hasOneDocument, oneDocument)
  .openapi('SimulationRequest', {
    title: 'Simulation',
    description: 'A blueprint, and what its calls are answered with.',
  });

export const SimulationView = z
  .object({
    status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT']).openapi({
      description: 'RUNNING: it waits for an answer that never comes, or it was cut.',
    }),
    isTruncated: z
      .boolean()
      .openapi({ description: 'The flow is longer than one request may take; this is how far it came.' }),
    output: JsonValue.optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
    startedAt: Timestamp,
    seconds: z.number().openapi({ description: 'Virtual time from start to end.' }),
    path: PathView.shape.items,
    events: z.array(HistoryEventView),
  })
  .openapi('SimulationView', { title: 'Simulated flow', description: 'What became of the flow.' });

export function simulationView({ isCut, events, path, ...simulation }: Simulation, startTime: number) {
  return {
    ...simulation,
    isTruncated: isCut,
    startedAt: iso(startTime),
    path: pathView({ entries: path, isTruncated: false }).items,
    events: events.map(historyEventView),
  };
}
