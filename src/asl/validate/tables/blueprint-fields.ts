import { anyObject, type Check, integer, jsonSchema, listOf, oneOf, text } from '../checks.ts';
import { template } from '../expressions.ts';
import { checkFilter } from '../rules/choice.ts';
import { checkTopic } from '../rules/topics.ts';
import { checkWorkerRange } from '../rules/worker.ts';
import { checkShape, objectOf, type Shape, sfcOnly, shape } from '../shape.ts';
import { MAX_SECONDS } from './error-fields.ts';
import { PROCESSOR_CONFIG } from './map-fields.ts';
import { expression } from './task-fields.ts';

/** A template; a text that begins as an expression does is one. */
const triggerInput: Check = (value, at, site) => {
  const isExpression = site.language === 'JSONPath' && typeof value === 'string' && /^(?:\$|States\.)/.test(value);
  (isExpression ? expression : template)(value, at, site);
};

const TRIGGER = shape(
  { Topic: checkTopic, Group: checkTopic, Filter: checkFilter, FlowName: expression, Input: triggerInput },
  { required: ['Topic'] },
);

const WORKER = shape({
  Mode: oneOf('Common', 'Specific'),
  MinReplicas: integer({ min: 0 }),
  MaxReplicas: integer({ min: 1 }),
  Concurrency: integer({ min: 1 }),
});
const worker: Check = (value, at, site) => {
  const object = checkShape(value, WORKER, at, site);
  if (object !== undefined) checkWorkerRange(object, at, site);
};

const MACHINE = { Comment: text, StartAt: text, States: anyObject };
const REQUIRED = ['States', 'StartAt'];

/** The whole document. ASL: State Machine; BLUEPRINT.md: Top level. */
export const BLUEPRINT: Shape = shape(
  {
    ...MACHINE,
    QueryLanguage: oneOf('JSONPath', 'JSONata'),
    Version: text,
    TimeoutSeconds: integer({ min: 1, max: MAX_SECONDS }),
    schemaVersion: sfcOnly(oneOf('1.0')),
    Triggers: sfcOnly(listOf(objectOf(TRIGGER))),
    InputSchema: sfcOnly(jsonSchema),
    OutputSchema: sfcOnly(jsonSchema),
    Worker: sfcOnly(worker),
  },
  { required: REQUIRED },
);

/** A branch of Parallel. */
export const BRANCH: Shape = shape(MACHINE, { required: REQUIRED });

/** Map's ItemProcessor, and Iterator, its older name. */
export const ITEM_PROCESSOR: Shape = shape(
  { ...MACHINE, ProcessorConfig: objectOf(PROCESSOR_CONFIG) },
  { required: REQUIRED },
);
