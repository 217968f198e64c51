import { type Json, type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { checkResource } from './resource.ts';
import { isTopic } from './topics.ts';

/** The forms of Processor that are no ARNs. BLUEPRINT.md: Processors. */
const FORMS: readonly (readonly [ProcessorKind, RegExp, string])[] = [
  ['http', /^https?:\/\/[^\s/?#]+\S*$/, 'http(s)://HOST/PATH'],
  [
    'grpc',
    /^grpcs?:\/\/[^\s/:]+:\d{1,5}\/(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*\/[A-Za-z_]\w*$/,
    'grpc(s)://HOST:PORT/PACKAGE.SERVICE/METHOD',
  ],
  ['kafka', /^kafka:\/\/[a-zA-Z0-9._-]{1,249}$/, 'kafka://TOPIC'],
  ['blueprint', /^sfc:blueprint:[^\s:]+(?::[1-9]\d*)?$/, 'sfc:blueprint:NAME[:VERSION]'],
];
export type ProcessorKind = 'arn' | 'http' | 'grpc' | 'kafka' | 'blueprint';

/** Fields that work with one kind of processor only. */
const FIELDS_OF: readonly (readonly [ProcessorKind, readonly string[]])[] = [
  ['http', ['Method', 'Headers', 'QueryParameters']],
  ['kafka', ['Group', 'ReplyTopic', 'Reply', 'Correlation']],
];

const SCHEME_OF = { http: 'http:// or https://', kafka: 'kafka://' } as const;

/** Checks who does a task's work, and that the task's other fields fit it. */
export function checkProcessor(state: JsonObject, at: Location, site: Site, triggerTopics: ReadonlySet<string>): void {
  const resource = member(state, 'Resource');
  if (resource !== undefined) checkResource(resource, within(at, 'Resource'), site);
  if (site.dialect === 'asl') return;
  const processor = member(state, 'Processor');
  warnUnserved(resource ?? processor, within(at, resource === undefined ? 'Processor' : 'Resource'), site);
  const kind = resource === undefined && typeof processor === 'string' ? readKind(processor, at, site) : 'arn';
  if (kind === undefined) return;
  checkMode(kind, state, at, site);
  checkFields(kind, state, at, site);
  if (kind === 'kafka' && typeof processor === 'string')
    checkKafka(processor.slice('kafka://'.length), state, at, site, triggerTopics);
}

function warnUnserved(processor: Json | undefined, at: Location, site: Site): void {
  if (typeof processor !== 'string' || site.serves === undefined || site.serves(processor)) return;
  const message = `This installation cannot perform the jobs of ${processor} yet; they will fail with SFC.UnsupportedProcessor.`;
  site.report.warning('UNSERVED_PROCESSOR', at, message);
}

function readKind(processor: string, at: Location, site: Site): ProcessorKind | undefined {
  const place = within(at, 'Processor');
  if (processor.startsWith('arn:')) {
    checkResource(processor, place, site);
    return 'arn';
  }
  const form = FORMS.find(([, pattern]) => pattern.test(processor));
  if (form !== undefined) return form[0];
  const message = `"Processor" must be an ARN or one of ${FORMS.map(([, , example]) => example).join(', ')}.`;
  site.report.error('INVALID_PROCESSOR', place, message);
  return undefined;
}

function checkMode(kind: ProcessorKind, state: JsonObject, at: Location, site: Site): void {
  const mode = member(state, 'Mode');
  if (kind === 'kafka' && mode !== 'Async') {
    site.report.error('MODE_MISMATCH', at, 'A job on a Kafka topic is asynchronous; add "Mode": "Async".');
  } else if (kind !== 'kafka' && mode === 'Async') {
    site.report.error(
      'MODE_MISMATCH',
      within(at, 'Mode'),
      '"Async" needs a processor kafka://TOPIC; remove "Mode" or change the processor.',
    );
  }
}

function checkFields(kind: ProcessorKind, state: JsonObject, at: Location, site: Site): void {
  for (const [owner, fields] of FIELDS_OF) {
    if (owner === kind) continue;
    for (const name of fields) {
      if (member(state, name) === undefined) continue;
      const scheme = SCHEME_OF[owner as keyof typeof SCHEME_OF];
      site.report.error(
        'FIELD_NEEDS_PROCESSOR',
        within(at, name),
        `"${name}" works with a processor ${scheme} only; remove it.`,
      );
    }
  }
}

function checkKafka(
  topic: string,
  state: JsonObject,
  at: Location,
  site: Site,
  triggerTopics: ReadonlySet<string>,
): void {
  const group = member(state, 'Group');
  const replyTopic = member(state, 'ReplyTopic');
  const target = typeof group === 'string' ? `${topic}.${group}` : topic;
  const named: [string, string][] = [[typeof group === 'string' ? 'Group' : 'Processor', target]];
  if (typeof replyTopic === 'string') named.push(['ReplyTopic', replyTopic]);
  for (const [field, name] of named) {
    if (isTopic(name)) continue;
    const message = `"${name.slice(0, 80)}" is no name for a topic: it takes 1 to 249 letters, digits, dots, underscores and hyphens.`;
    site.report.error('INVALID_TOPIC', within(at, field), message);
  }
  if (triggerTopics.has(target)) {
    const message = `The topic "${target}" triggers this blueprint, so that each job would start a flow; add a "Group" or use another topic.`;
    site.report.error('TOPIC_LOOP', within(at, 'Processor'), message);
  }
  if (member(state, 'Reply') !== 'None') return;
  for (const name of ['ReplyTopic', 'Correlation']) {
    if (member(state, name) === undefined) continue;
    site.report.error(
      'CONFLICTING_FIELDS',
      within(at, name),
      `"Reply": "None" awaits no reply; remove it or "${name}".`,
    );
  }
}
