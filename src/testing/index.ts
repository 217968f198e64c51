/** The public test kit: blueprints checked and run without a server. */
export { validate } from '../asl/validate/validate.ts';
export {
  type MockConfig,
  type MockedAnswers,
  type MockedStates,
  mockedAnswers,
  parseMockConfig,
  parseMocks,
} from './mocks/mock-config.ts';
export { type MockAnswer, type Mocks, type SimulateOptions, type Simulation, simulate } from './simulate.ts';
export type { TestStateRequest } from './test-state/request.ts';
export type { TestStateResponse } from './test-state/response.ts';
export { type TestStateOptions, testState } from './test-state/test-state.ts';
