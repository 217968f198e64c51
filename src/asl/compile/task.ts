import type { TaskState } from '../blueprint.ts';
import type { Json } from '../json.ts';
import type { CompiledTask, SchemaCheck } from '../program.ts';
import { compileCorrelation } from './correlation.ts';
import { constant, type FieldCompiler } from './fields.ts';
import { processorOf } from './processor.ts';
import { workingFields } from './working.ts';

interface Around {
  readonly schema: (schema: TaskState['InputSchema'], place: string) => SchemaCheck | undefined;
}

/** A Task: ASL's fields, and those of SFC that say who does the job and how it answers. */
export function compileTask(name: string, state: TaskState, fields: FieldCompiler, around: Around): CompiledTask {
  const plain = (value: Json | undefined, field: string) =>
    fields.language === 'JSONata' ? fields.value(value, field) : constant(value);
  return {
    ...workingFields(name, state, fields),
    type: 'Task',
    processor: processorOf(state),
    timeoutSeconds:
      fields.path(state.TimeoutSecondsPath, 'TimeoutSecondsPath') ?? plain(state.TimeoutSeconds, 'TimeoutSeconds'),
    heartbeatSeconds:
      fields.path(state.HeartbeatSecondsPath, 'HeartbeatSecondsPath') ??
      plain(state.HeartbeatSeconds, 'HeartbeatSeconds'),
    credentials: fields.value(state.Credentials, 'Credentials'),
    inputSchema: around.schema(state.InputSchema, `State '${name}', field 'InputSchema'`),
    outputSchema: around.schema(state.OutputSchema, `State '${name}', field 'OutputSchema'`),
    delivery: state.Delivery ?? 'AtLeastOnce',
    mode: state.Mode ?? 'Sync',
    method: plain(state.Method, 'Method'),
    headers: fields.value(state.Headers, 'Headers'),
    queryParameters: fields.value(state.QueryParameters, 'QueryParameters'),
    group: state.Group,
    replyTopic: state.ReplyTopic,
    reply: state.Reply,
    correlation: state.Correlation && correlationOf(state.Correlation),
  };
}

/** The reply's side is evaluated where replies arrive; here it is only made sure that it can be. */
function correlationOf({ Request, Reply }: NonNullable<TaskState['Correlation']>): CompiledTask['correlation'] {
  compileCorrelation(Reply, 'reply');
  return { request: compileCorrelation(Request, 'request'), reply: Reply };
}
