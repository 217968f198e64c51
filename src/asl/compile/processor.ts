import type { TaskState } from '../blueprint.ts';
import type { Processor } from '../program.ts';

const integration = /^arn:[^:]+:states:([^:]*):[^:]*:(aws-sdk:[^:]+|[^:]+):(.+)$/;

/** Takes a Task's Resource or Processor apart as the history shows it. Specification: "Task State"; AWS's service integrations. */
export function processorOf(state: TaskState): Processor {
  const text = state.Processor ?? state.Resource ?? '';
  const match = integration.exec(text);
  if (match !== null && match[2] === 'activity') return { kind: 'activity', text };
  if (match !== null) return serviceOf(text, match);
  const scheme = /^([a-z]+):/.exec(text)?.[1];
  if (scheme === 'arn' || scheme === undefined)
    return { kind: text.includes(':activity:') ? 'activity' : 'lambda', text };
  return { kind: 'service', text, resourceType: scheme, resource: text, region: '', pattern: 'request' };
}

function serviceOf(text: string, [, region, resourceType = '', resource = '']: RegExpExecArray): Processor {
  const pattern = resource.endsWith('.waitForTaskToken')
    ? 'callback'
    : /\.sync(:2)?$/.test(resource)
      ? 'sync'
      : 'request';
  return { kind: 'service', text, resourceType, resource, region: region || 'us-east-1', pattern };
}
