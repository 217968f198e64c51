import type { Config } from '../config.ts';
import type { LambdaInvoker } from '../ports/lambda-invoker.ts';

/** Lambda itself, where the settings allow calls to it. Its SDK is loaded by the first call: most processes never make one. */
export function createAwsLambda({ lambda, region, endpoint }: Config['aws']): LambdaInvoker | undefined {
  if (!lambda) return undefined;
  let invoker: Promise<LambdaInvoker> | undefined;
  async function open(): Promise<LambdaInvoker> {
    const { createLambdaInvoker } = await import('../adapters/lambda/lambda-invoker.ts');
    return createLambdaInvoker({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
    });
  }
  return {
    invoke: async (request) => {
      invoker ??= open();
      return (await invoker).invoke(request);
    },
  };
}
