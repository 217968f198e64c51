import type { Json } from '../../asl/json.ts';
import type { Program } from '../../asl/program.ts';
import { allStates } from '../../testing/all-states.ts';
import {
  checkMocks,
  invalidMocks,
  type MockedStates,
  mockedAnswers,
  readMocks,
  readResponses,
} from '../../testing/mocks/mock-config.ts';
import { createShapeReader } from '../../testing/shape.ts';
import { programOf, simulateProgram } from '../../testing/simulate.ts';
import { createRouter, type RouteContext } from '../app.ts';
import { createGate } from '../gate.ts';
import { jsonBody } from '../json-body.ts';
import { sourceOf } from '../schemas/blueprint.ts';
import { answers, body, describeRoute } from '../schemas/common.ts';
import { SimulationRequest, SimulationView, simulationView } from '../schemas/simulation.ts';
import { spend } from '../simulation-budget.ts';

/** Short decisions, so that the budget is asked often. */
const LIMITS = { eventsPerDecision: 50, eventsPerFlow: 25_000, payloadBytes: 262_144 };
const BUDGET = { milliseconds: 5_000, characters: 8 * 1024 * 1024 };
/** Each of those that run has a turn of up to some tenths of a second before anything else on the server. */
const GATE = { atOnce: 2, waiting: 30 };
const START = Date.UTC(2024, 0, 1);

const simulate = describeRoute({
  method: 'post',
  path: '/v1/simulate',
  operationId: 'simulateFlow',
  summary: 'Simulate a flow',
  description:
    'Runs a whole blueprint on the engine with mocked calls, in virtual time: waits, back-offs and time-outs take none. Nothing is stored and nothing is called. A flow that takes more than 5 seconds of the server or 8 MB of events is shown as far as it came.',
  tags: ['Blueprints'],
  request: { body: body(SimulationRequest, 'A blueprint, an input and mocks.') },
  responses: answers(200, 'What became of the flow.', SimulationView, [
    'SFC_INVALID_REQUEST',
    'SFC_INVALID_BLUEPRINT',
    'SFC_INVALID_MOCKS',
    'SFC_MOCK_MISSING',
    'SFC_INPUT_SCHEMA_VIOLATION',
    'SFC_PAYLOAD_TOO_LARGE',
    'SFC_TOO_MANY_SIMULATIONS',
  ]),
});

export function simulateRoutes({ limits }: RouteContext) {
  const inTurn = createGate(GATE);
  return createRouter().openapi({ ...simulate, middleware: [jsonBody(limits.bodyBytes)] }, async (context) => {
    const {
      input = {},
      mocks,
      mockedResponses,
      startTime,
      name = 'simulation',
      ...document
    } = context.req.valid('json');
    const program = programOf(sourceOf(document));
    const { answer } = mockedAnswers(mocksOf(program, mocks as Json, mockedResponses as Json));
    const now = startTime === undefined ? START : Date.parse(startTime);
    const simulation = await inTurn(() =>
      simulateProgram(program, {
        input: input as Json,
        name,
        now,
        mocks: answer,
        limits: LIMITS,
        goOn: spend(BUDGET),
      }),
    );
    return context.json(simulationView(simulation, now), 200);
  });
}

/** Throws SFC_INVALID_MOCKS, with pointers into the body. */
function mocksOf(program: Program, mocks: Json, responses: Json): MockedStates {
  const shape = createShapeReader();
  const named = readResponses(responses, '/mockedResponses', shape);
  const read = readMocks(mocks, '/mocks', named, shape);
  const problems = [...shape.problems, ...checkMocks(read, allStates(program), '/mocks')];
  if (problems.length > 0) throw invalidMocks(problems);
  return read;
}
