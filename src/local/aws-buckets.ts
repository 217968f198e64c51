import type { Config } from '../config.ts';
import type { Buckets } from '../ports/buckets.ts';

/** S3 itself, where the settings allow it. Its SDK is loaded by the first call: most processes never make one. */
export function createAwsBuckets({ s3, region, endpoint }: Config['aws']): Buckets | undefined {
  if (!s3) return undefined;
  let opened: Promise<Buckets> | undefined;
  async function open(): Promise<Buckets> {
    const { createS3Buckets } = await import('../adapters/s3/s3-buckets.ts');
    return createS3Buckets({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
    });
  }
  function buckets(): Promise<Buckets> {
    opened ??= open();
    return opened;
  }
  return {
    get: async (...call) => (await buckets()).get(...call),
    list: async (...call) => (await buckets()).list(...call),
    put: async (...call) => (await buckets()).put(...call),
  };
}
