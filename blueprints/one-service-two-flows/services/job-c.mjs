import { serveTopic } from '../../lib/topic-client.mjs';

/** Couriers for what must arrive today. */
await serveTopic({
  topic: 'service_a',
  group: 'job_c',
  work: async (scan) => {
    if (scan.kind !== 'express') throw new Error(`not for job C: ${JSON.stringify(scan)}`);
    return { by: 'job-c', courier: `rider-${scan.parcelId.slice(-2)}`, city: scan.city };
  },
});
