import { destination, pino } from 'pino';
import { SfcError } from '../errors/sfc-error.ts';

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug';

/** Every event that is logged: code outside this file calls these and no logger. Flow and job ids are fields. */
export interface LogEvents {
  /** A fault of a worker or its executor; the job is begun again. */
  readonly jobPutBack: (fault: unknown, token: string | undefined) => void;
  /** A processor threw what it should have answered. */
  readonly processorBug: (bug: unknown, fields: { readonly flowId: string; readonly state: string }) => void;
  /** A trigger that cannot be used, or a batch that is delivered again. */
  readonly triggerFault: (fault: unknown, blueprint: string) => void;
  readonly replyFault: (fault: unknown, topic: string) => void;
  /** Workers, triggers or replies could not be brought to what the registry says. */
  readonly reconcileFault: (fault: unknown) => void;
  /** A stop or start of a blueprint that a crash interrupted could not be completed. */
  readonly resumeFault: (fault: unknown) => void;
  readonly recovered: (flows: number) => void;
  readonly serviceLine: (sample: string, service: string, line: string) => void;
  /** A sample's service died; it is started again. */
  readonly serviceDied: (sample: string, service: string, reason: string) => void;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Default: standard error. */
  readonly write?: (line: string) => void;
}

export function createLogEvents({ level, write }: LogOptions): LogEvents {
  const stream = write === undefined ? destination({ dest: 2, sync: true }) : { write };
  const log = pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }, stream);
  return {
    jobPutBack: (fault, token) => log.warn({ event: 'JobPutBack', token, ...faultFields(fault) }, 'job is begun again'),
    processorBug: (bug, fields) =>
      log.error({ event: 'ProcessorBug', ...fields, ...faultFields(bug) }, 'processor threw'),
    triggerFault: (fault, blueprint) =>
      log.error({ event: 'TriggerFault', blueprint, ...faultFields(fault) }, 'trigger does not work'),
    replyFault: (fault, topic) =>
      log.error({ event: 'ReplyFault', topic, ...faultFields(fault) }, 'reply topic does not work'),
    reconcileFault: (fault) =>
      log.error(
        { event: 'ReconcileFault', ...faultFields(fault) },
        'workers and triggers are not as the registry says',
      ),
    resumeFault: (fault) =>
      log.error({ event: 'ResumeFault', ...faultFields(fault) }, 'an interrupted stop or start is not complete'),
    recovered: (flows) => log.info({ event: 'Recovered', flows }, 'open flows go on'),
    serviceLine: (sample, service, line) => log.info({ event: 'ServiceLine', sample, service }, line),
    serviceDied: (sample, service, reason) =>
      log.error(
        { event: 'ServiceDied', sample, service, reason },
        `service ${service} of sample ${sample} ended (${reason}); it is started again`,
      ),
  };
}

function faultFields(fault: unknown): Record<string, unknown> {
  if (fault instanceof SfcError) return { code: fault.code, reason: fault.message, hint: fault.hint };
  return fault instanceof Error ? { reason: fault.message, stack: fault.stack } : { reason: String(fault) };
}
