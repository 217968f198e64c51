import { isObject, type Json } from '../../asl/json.ts';
import type { Processor } from '../../asl/program.ts';
import { invalid } from './refusal.ts';
import { misfit, type ServiceModel } from './service-model.ts';

/**
 * Compares a mocked result with the API model of the service that the task calls. Nothing is checked where there is no model: of
 * services without one here, of functions, activities and callbacks, whose results are free. Throws SFC_STATE_NOT_TESTED.
 */
export async function checkServiceResult(
  processor: Processor,
  result: Json,
  mode: 'STRICT' | 'PRESENT',
): Promise<void> {
  const call = callOf(processor);
  if (call === undefined) return;
  const model = await modelOf(call.service);
  const shape = model?.operations[call.operation];
  if (model === undefined || shape === undefined) return;
  if (!isObject(result)) throw invalid('Mocked result must be a JSON object.');
  const problem = misfit(result, shape, '', { model, mode });
  if (problem !== undefined) throw invalid(`Mock result schema validation error: ${problem}`);
}

/** The file is large, and most processes never test a state. */
async function modelOf(service: string): Promise<ServiceModel | undefined> {
  const { default: file } = await import('./service-models.json', { with: { type: 'json' } });
  const services = file.services as unknown as Readonly<Record<string, ServiceModel>>;
  return Object.hasOwn(services, service) ? services[service] : undefined;
}

/** Services that resources name otherwise than the models do. */
const MODEL_NAMES: ReadonlyMap<string, string> = new Map([
  ['states', 'stepfunctions'],
  ['sfn', 'stepfunctions'],
  ['eventbridge', 'events'],
  ['rdsdata', 'rds-data'],
  ['bedrock', 'bedrock-runtime'],
  ['bedrockruntime', 'bedrock-runtime'],
]);

/** The operation whose response is the task's result: for an execution that is waited for, the one that describes it. */
function callOf(processor: Processor): { service: string; operation: string } | undefined {
  if (processor.kind !== 'service' || processor.pattern === 'callback') return undefined;
  const name = processor.resourceType.replace(/^aws-sdk:/, '');
  const service = MODEL_NAMES.get(name) ?? name;
  if (processor.pattern === 'request') return { service, operation: capitalised(processor.resource) };
  return service === 'stepfunctions' ? { service, operation: 'DescribeExecution' } : undefined;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
