import type { Json } from '../../json.ts';
import { wrongType } from '../checks.ts';
import type { Location } from '../location.ts';
import type { Site } from '../report.ts';
import { isIntegration } from './integrations.ts';

/** The kinds of ARN that can do a task's work. */
type Resource =
  | { readonly kind: 'lambda' }
  | { readonly kind: 'activity' }
  | { readonly kind: 'integration'; readonly name: string }
  | { readonly kind: 'other' };

const ARN = /^arn:[^:]+:([a-z0-9-]+):([^:]*):([^:]*):(.+)$/;
const FUNCTION = /^function:[^:]+(?::(?:\$LATEST|[a-zA-Z0-9_-]+))?$/;

/** Reads a Resource; undefined where it is no ARN that could name a processor. */
function readResource(text: string): Resource | undefined {
  const match = ARN.exec(text);
  if (match === null) return undefined;
  const [, service, , , name = ''] = match;
  if (service === 'lambda') return FUNCTION.test(name) ? { kind: 'lambda' } : undefined;
  if (service !== 'states') return { kind: 'other' };
  return name.startsWith('activity:') ? { kind: 'activity' } : { kind: 'integration', name };
}

/** ASL's Resource: a Lambda function, an activity or a service integration, by ARN. ASL: Task State. */
export function checkResource(value: Json, at: Location, site: Site): void {
  if (typeof value !== 'string') {
    wrongType(at, site, 'String', 'an ARN');
    return;
  }
  const resource = readResource(value);
  if (resource === undefined) reportNoArn(at, site);
  else if (resource.kind === 'integration' && !isIntegration(resource.name))
    reportUnknown(value, resource.name, at, site);
  else if (site.type === 'EXPRESS') checkExpress(resource, at, site);
}

function reportNoArn(at: Location, site: Site): void {
  const hint = site.dialect === 'sfc' && at.key === 'Resource' ? '; other forms belong in "Processor"' : '';
  const message = `"${at.key}" must be the ARN of a Lambda function, an activity or a service integration${hint}.`;
  site.report.error('INVALID_RESOURCE', at, message, { message: 'Value is not a valid resource ARN' });
}

function reportUnknown(arn: string, name: string, at: Location, site: Site): void {
  const message = `There is no service integration "${name}"; aws-sdk:SERVICE:ACTION calls any other AWS action.`;
  const aws = `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  site.report.error('INVALID_RESOURCE', at, message, { message: aws });
}

function checkExpress(resource: Resource, at: Location, site: Site): void {
  const pattern = resource.kind === 'integration' ? /\.(sync|waitForTaskToken)/.exec(resource.name)?.[0] : undefined;
  if (resource.kind !== 'activity' && pattern === undefined) return;
  const message = `An express flow cannot use ${pattern ?? 'an activity'}; make the flow STANDARD.`;
  const what = pattern === undefined ? 'Activity ARN' : `'${pattern}' service integration`;
  site.report.error('NOT_IN_EXPRESS', at, message, { message: `Express state machine does not support ${what}` });
}
