import { isObject, type Json, type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { checkItems } from './items.ts';

/** Fields that only a Map in distributed mode has. ASL: Map State, Distributed mode. */
const DISTRIBUTED_ONLY = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

/** The name that a Map gives its processor: ItemProcessor, or Iterator, its older name. */
export function processorOf(state: JsonObject): 'ItemProcessor' | 'Iterator' | undefined {
  if (member(state, 'ItemProcessor') !== undefined) return 'ItemProcessor';
  return member(state, 'Iterator') !== undefined ? 'Iterator' : undefined;
}

function configOf(processor: Json | undefined): JsonObject | undefined {
  const config = processor !== undefined && isObject(processor) ? member(processor, 'ProcessorConfig') : undefined;
  return config !== undefined && isObject(config) ? config : undefined;
}

/** A distributed Map runs its items as executions of their own: with their own type, and without outer variables. */
export function processorSite(processor: Json, site: Site): { readonly site: Site; readonly isolated: boolean } {
  const config = configOf(processor);
  if (config === undefined || member(config, 'Mode') !== 'DISTRIBUTED') return { site, isolated: false };
  const type = member(config, 'ExecutionType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
  return { site: { ...site, type }, isolated: true };
}

/** What holds between the fields of a Map, distributed or not. ASL: Map State. */
export function checkMap(state: JsonObject, at: Location, site: Site): void {
  checkItems(state, at, site);
  const field = processorOf(state);
  const config = field === undefined ? undefined : configOf(member(state, field));
  const isDistributed = config !== undefined && member(config, 'Mode') === 'DISTRIBUTED';
  if (!isDistributed) {
    for (const name of DISTRIBUTED_ONLY) {
      if (member(state, name) === undefined) continue;
      const message = `"${name}" works in distributed mode only; set ProcessorConfig.Mode to DISTRIBUTED or remove it.`;
      const aws = { message: `Field '${name}' is only supported for the 'DISTRIBUTED' mode`, at };
      site.report.error('DISTRIBUTED_MAP_ONLY', within(at, name), message, aws);
    }
  } else checkDistributed(config, within(at, field ?? 'ItemProcessor'), site);
}

function checkDistributed(config: JsonObject, at: Location, site: Site): void {
  if (member(config, 'ExecutionType') === undefined) {
    const message = 'Add "ExecutionType", STANDARD or EXPRESS: how the items of a distributed Map are run.';
    const aws = { message: 'These fields are required: [ExecutionType]' };
    site.report.error('MISSING_FIELD', within(at, 'ProcessorConfig'), message, aws);
  }
  if (site.type === 'EXPRESS') {
    const message = 'An express flow cannot hold a distributed Map; use INLINE mode.';
    const aws = { message: "Express state machine does not support 'DISTRIBUTED' mode" };
    site.report.error('NOT_IN_EXPRESS', at, message, aws);
  }
}
