import type { Json } from '../../src/asl/json.ts';
import type { Answer } from '../../src/engine/run-state.ts';
import { SfcError } from '../../src/errors/sfc-error.ts';
import type { TestStateRequest } from '../../src/testing/test-state/request.ts';
import type { TestStateResponse } from '../../src/testing/test-state/response.ts';
import { testState } from '../../src/testing/test-state/test-state.ts';

interface CaseRequest extends TestStateRequest {
  /** What the real service gave where the request had no mock. */
  readonly liveTask?: {
    readonly result?: Json;
    readonly errorOutput?: { readonly error: string; readonly cause?: string };
  };
}

const ACCOUNT = { id: '111111111111', region: 'us-east-1' };

/** `testState` of the comparator's contract: values where AWS gives JSON text, AWS's exceptions thrown. */
export async function testStateCase({ liveTask, ...request }: CaseRequest): Promise<object> {
  try {
    return withValues(
      await testState({ ...request, dialect: 'asl' }, { account: ACCOUNT, perform: () => live(liveTask) }),
    );
  } catch (error) {
    throw error instanceof SfcError ? (error.details['exception'] ?? error) : error;
  }
}

function live({ result = null, errorOutput }: NonNullable<CaseRequest['liveTask']> = {}): Answer {
  return errorOutput === undefined ? { output: result } : { error: errorOutput };
}

function withValues({ output, inspectionData, ...rest }: TestStateResponse): object {
  return {
    ...rest,
    ...(output === undefined ? {} : { output: JSON.parse(output) as Json }),
    ...(inspectionData === undefined ? {} : { inspectionData: valuesOf(inspectionData) }),
  };
}

function valuesOf(texts: object): object {
  const values = Object.entries(texts).map(([name, value]) => [
    name,
    typeof value === 'string' ? JSON.parse(value) : value,
  ]);
  return Object.fromEntries(values);
}
