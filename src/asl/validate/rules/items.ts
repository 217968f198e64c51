import { isObject, type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';
import { checkArguments } from './arguments.ts';

const READER = /^arn:[^:]+:states:[^:]*:[^:]*:s3:(getObject|listObjectsV2)$/;
const WRITER = /^arn:[^:]+:states:[^:]*:[^:]*:s3:putObject$/;
const BATCH_LIMITS = [
  'MaxItemsPerBatch',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatch',
  'MaxInputBytesPerBatchPath',
] as const;

/** What holds between the fields of ItemReader, ItemBatcher and ResultWriter. ASL: Map State, Distributed mode. */
export function checkItems(map: JsonObject, at: Location, site: Site): void {
  const reader = member(map, 'ItemReader');
  if (reader !== undefined && isObject(reader)) checkReader(reader, within(at, 'ItemReader'), site);
  const batcher = member(map, 'ItemBatcher');
  if (batcher !== undefined && isObject(batcher)) checkBatcher(batcher, within(at, 'ItemBatcher'), site);
  const writer = member(map, 'ResultWriter');
  if (writer !== undefined && isObject(writer)) checkWriter(writer, within(at, 'ResultWriter'), site);
}

function checkReader(reader: JsonObject, at: Location, site: Site): void {
  const resource = member(reader, 'Resource');
  if (typeof resource !== 'string') return;
  const action = READER.exec(resource)?.[1];
  if (action === undefined) {
    reportResource('arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2', resource, at, site);
    return;
  }
  checkArguments(reader, 'Resource', at, site);
  const config = member(reader, 'ReaderConfig');
  if (config === undefined) {
    if (action === 'getObject') reportMissing('ReaderConfig', 'which says what the object holds', at, site);
  } else if (isObject(config)) checkConfig(config, action, within(at, 'ReaderConfig'), site);
}

function checkConfig(config: JsonObject, action: string, at: Location, site: Site): void {
  const type = member(config, 'InputType');
  const header = member(config, 'CSVHeaderLocation');
  if (type === undefined && needsType(config, action))
    reportMissing('InputType', 'which says what the object holds', at, site);
  if (type === 'CSV' && header === undefined)
    reportMissing('CSVHeaderLocation', "which says where the columns' names stand", at, site);
  if (header === 'GIVEN' && member(config, 'CSVHeaders') === undefined)
    reportMissing('CSVHeaders', "the columns' names", at, site);
}

/** A listing has a type of its own unless its objects are read; an inventory is in CSV. */
function needsType(config: JsonObject, action: string): boolean {
  if (action === 'listObjectsV2') return member(config, 'Transformation') === 'LOAD_AND_FLATTEN';
  return member(config, 'ManifestType') !== 'S3_INVENTORY';
}

function checkBatcher(batcher: JsonObject, at: Location, site: Site): void {
  if (BATCH_LIMITS.some((name) => member(batcher, name) !== undefined)) return;
  const message = 'Add "MaxItemsPerBatch" or "MaxInputBytesPerBatch": without either there are no batches.';
  const aws = { message: `There should be one of the following fields: [${BATCH_LIMITS.join(', ')}]` };
  site.report.error('MISSING_FIELD', at, message, aws);
}

function checkWriter(writer: JsonObject, at: Location, site: Site): void {
  const resource = member(writer, 'Resource');
  const place = site.language === 'JSONata' ? 'Arguments' : 'Parameters';
  if (typeof resource === 'string') {
    if (WRITER.test(resource)) checkArguments(writer, 'Resource', at, site);
    else reportResource('arn:aws:states:::s3:putObject', resource, at, site);
  } else if (resource === undefined && member(writer, place) !== undefined) {
    reportMissing('Resource', 'arn:aws:states:::s3:putObject', at, site);
  } else if (resource === undefined && member(writer, 'WriterConfig') === undefined) {
    const message = `Add "Resource" with "${place}", or "WriterConfig".`;
    const aws = { message: 'There should be one of the following fields: [Resource, WriterConfig]' };
    site.report.error('MISSING_FIELD', at, message, aws);
  }
}

function reportResource(known: string, resource: string, at: Location, site: Site): void {
  const aws = `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  site.report.error('INVALID_RESOURCE', within(at, 'Resource'), `"Resource" must be ${known} here.`, { message: aws });
}

function reportMissing(field: string, why: string, at: Location, site: Site): void {
  const aws = { message: `These fields are required: [${field}]` };
  site.report.error('MISSING_FIELD', at, `Add "${field}", ${why}.`, aws);
}
