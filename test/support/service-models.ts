import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ServiceModel, Shape } from '../../src/testing/test-state/service-model.ts';

/**
 * Writes `src/testing/test-state/service-models.json`: the responses of AWS services, from the API models that botocore ships
 * (`npm run models -- FOLDER_OF_BOTOCORE/data`). To have one more service checked, add its folder's name here; of large ones only
 * the operations that tasks call. AWS's TestState itself goes by models of November 2025 (botocore 1.40): later ones allow what it
 * refuses.
 */
const SERVICES: Readonly<Record<string, 'all' | readonly string[]>> = {
  athena: 'all',
  batch: ['SubmitJob'],
  'bedrock-runtime': 'all',
  codebuild: ['StartBuild', 'StopBuild'],
  databrew: ['StartJobRun'],
  dynamodb: 'all',
  ecs: ['RunTask'],
  events: 'all',
  firehose: ['PutRecord', 'PutRecordBatch'],
  glue: ['StartJobRun'],
  kinesis: ['PutRecord', 'PutRecords'],
  kms: 'all',
  lambda: 'all',
  'rds-data': 'all',
  s3: 'all',
  sagemaker: [
    'CreateEndpoint',
    'CreateEndpointConfig',
    'CreateHyperParameterTuningJob',
    'CreateLabelingJob',
    'CreateModel',
    'CreateProcessingJob',
    'CreateTrainingJob',
    'CreateTransformJob',
    'UpdateEndpoint',
  ],
  scheduler: 'all',
  secretsmanager: 'all',
  sns: 'all',
  sqs: 'all',
  ssm: ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter'],
  stepfunctions: 'all',
  sts: 'all',
};

interface ApiModel {
  readonly operations: Readonly<Record<string, { readonly output?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, ApiShape>>;
}
interface ApiShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly document?: boolean;
}

function readModel(data: string, service: string, wanted: 'all' | readonly string[]): ApiModel {
  const folder = join(data, service);
  const file = join(folder, readdirSync(folder).sort().at(-1) ?? '', 'service-2.json');
  const files = readdirSync(join(file, '..'));
  const bytes = files.includes('service-2.json') ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  const model = JSON.parse(bytes.toString()) as ApiModel;
  if (wanted === 'all') return model;
  const operations = Object.entries(model.operations).filter(([name]) => wanted.includes(name));
  return { ...model, operations: Object.fromEntries(operations) };
}

/** Shapes that are used more than once stand apart and are referred to. */
function reduce({ operations, shapes }: ApiModel): ServiceModel {
  const uses = countUses(operations, shapes);
  const named: Record<string, Shape> = {};

  const shapeOf = (name: string): Shape => {
    const api = shapes[name];
    if (api === undefined || api.document) return '?';
    const scalar = scalarOf(api);
    if (scalar !== undefined) return scalar;
    if (uses.get(name) === 1) return structureOf(api);
    if (!(name in named)) {
      named[name] = '?';
      named[name] = structureOf(api);
    }
    return `#${name}`;
  };
  const structureOf = ({ type, enum: texts, member, value, members = {}, required = [] }: ApiShape): Shape => {
    if (texts !== undefined) return ['e', ...texts];
    if (type === 'list') return ['l', shapeOf(member?.shape ?? '')];
    if (type === 'map') return ['m', shapeOf(value?.shape ?? '')];
    const fields = Object.entries(members).map(([name, { shape }]) => {
      const field = name.charAt(0).toUpperCase() + name.slice(1);
      return [required.includes(name) ? `${field}!` : field, shapeOf(shape)];
    });
    return Object.fromEntries(fields) as Shape;
  };

  const reduced = Object.entries(operations).flatMap(([name, { output }]) =>
    output === undefined ? [] : [[name, shapeOf(output.shape)] as const],
  );
  return { operations: Object.fromEntries(reduced), shapes: named };
}

function countUses(operations: ApiModel['operations'], shapes: ApiModel['shapes']): Map<string, number> {
  const uses = new Map<string, number>();
  const count = (name: string | undefined) => {
    if (name === undefined) return;
    uses.set(name, (uses.get(name) ?? 0) + 1);
    if (uses.get(name) !== 1) return;
    const { members = {}, member, value } = shapes[name] ?? { type: '' };
    for (const { shape } of Object.values(members)) count(shape);
    count(member?.shape);
    count(value?.shape);
  };
  for (const { output } of Object.values(operations)) count(output?.shape);
  return uses;
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 's',
  blob: 's',
  timestamp: 's',
  integer: 'n',
  long: 'n',
  float: 'n',
  double: 'n',
  boolean: 'b',
};

function scalarOf({ type, enum: texts, min, max }: ApiShape): string | undefined {
  const scalar = SCALARS[type];
  if (scalar === undefined || texts !== undefined) return undefined;
  const isBounded = (min !== undefined && (scalar === 'n' || min > 0)) || max !== undefined;
  return isBounded ? `${scalar}${min ?? ''}:${max ?? ''}` : scalar;
}

/** One operation or shape a line: a new version of the models is a diff that can be read. */
function print(services: Readonly<Record<string, ServiceModel>>): string {
  const group = (name: string, shapes: Readonly<Record<string, Shape>>) =>
    `"${name}":{\n${Object.entries(shapes)
      .map(([key, shape]) => `${JSON.stringify(key)}:${JSON.stringify(shape)}`)
      .join(',\n')}\n}`;
  const all = Object.entries(services).map(
    ([name, { operations, shapes }]) =>
      `${JSON.stringify(name)}:{${group('operations', operations)},${group('shapes', shapes)}}`,
  );
  return `{"source":"API models of botocore (Apache-2.0), reduced by test/support/service-models.ts",\n"services":{\n${all.join(',\n')}\n}}\n`;
}

const [data = ''] = process.argv.slice(2);
const services = Object.fromEntries(
  Object.entries(SERVICES).map(([name, wanted]) => [name, reduce(readModel(data, name, wanted))]),
);
writeFileSync(
  fileURLToPath(new URL('../../src/testing/test-state/service-models.json', import.meta.url)),
  print(services),
);
