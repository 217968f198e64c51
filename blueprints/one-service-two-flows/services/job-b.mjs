import { serveTopic } from '../../lib/topic-client.mjs';

/** Customs declarations. */
await serveTopic({
  topic: 'service_a',
  group: 'job_b',
  work: async (scan) => {
    if (scan.kind !== 'import') throw new Error(`not for job B: ${JSON.stringify(scan)}`);
    return { by: 'job-b', declaration: `CD-${scan.parcelId}`, country: scan.country };
  },
});
