import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Embedded } from '../adapters/embedded/open-embedded.ts';
import type { Config } from '../config.ts';
import { createGuardedAgent } from '../executor/http/guarded-agent.ts';
import { createHostGuard } from '../executor/http/host-guard.ts';
import { createMappedFunctions } from '../executor/lambda/mapped-functions.ts';
import { createActivityProcessor } from '../executor/processors/activity.ts';
import { createHttpProcessor } from '../executor/processors/http.ts';
import { createKafkaProcessor } from '../executor/processors/kafka.ts';
import { createLambdaProcessor } from '../executor/processors/lambda.ts';
import { createS3Processor } from '../executor/processors/s3.ts';
import { createExecutor } from '../executor/run-job.ts';
import { createFolderBuckets } from '../executor/s3/folder-buckets.ts';
import type { LogEvents } from '../observability/log-events.ts';
import type { Clock } from '../ports/clock.ts';
import { createInProcessFleet, type InProcessFleet } from '../scheduler/in-process-fleet.ts';
import { createAwsBuckets } from './aws-buckets.ts';
import { createAwsLambda } from './aws-lambda.ts';

export interface LocalFleet extends InProcessFleet {
  /** Whether a processor of this process performs the jobs of the resource. */
  serves(resource: string): boolean;
}

/** The workers of this process, with an executor that has every processor. */
export function createLocalFleet(
  config: Config,
  { bus, correlations, claims }: Embedded,
  clock: Clock,
  log: LogEvents,
): LocalFleet {
  const { payloadBytes } = config.limits;
  const invoker = createMappedFunctions({
    functions: config.lambda,
    baseUrl: pathToFileURL(join(config.root, '/')).href,
    otherwise: createAwsLambda(config.aws),
  });
  const buckets = createFolderBuckets({
    folders: config.buckets,
    root: config.root,
    otherwise: createAwsBuckets(config.aws),
  });
  const processors = [
    createLambdaProcessor({ invoker, clock }),
    createHttpProcessor({
      agent: createGuardedAgent({ guard: createHostGuard(config.http.allow) }),
      replyBytes: payloadBytes,
    }),
    createS3Processor({ buckets }),
    createKafkaProcessor({ bus, correlations }),
    createActivityProcessor({ bus }),
  ];
  const executor = createExecutor({
    processors,
    bus,
    correlations,
    claims,
    payloadBytes,
    onBug: (bug, { flowId, dispatch }) => log.processorBug(bug, { flowId, state: dispatch.state }),
  });
  const fleet = createInProcessFleet({
    bus,
    executor,
    backlog: bus.backlog,
    onFault: (fault, job) => log.jobPutBack(fault, job?.token),
  });
  return { ...fleet, serves: (resource) => processors.some(({ serves }) => serves(resource)) };
}
