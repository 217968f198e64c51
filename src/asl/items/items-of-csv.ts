import { type Json, setMember } from '../json.ts';
import { ok, type Result } from '../result.ts';
import { csvRecords, DELIMITERS } from './csv.ts';
import type { ReaderConfig } from './reader-config.ts';
import { readerFailed } from './reader-error.ts';

/** AWS: "Currently, Step Functions supports CSV headers of up to 10 KiB". */
const LONGEST_HEADER = 10 * 1024;

/** One object of texts per record, by header: fields that are missing are empty, those without a header are left out. */
export function itemsOfCsv(text: string, config: ReaderConfig, most: number): Result<Json[]> {
  const records = csvRecords(text, DELIMITERS[config.csvDelimiter ?? 'COMMA']);
  const headers = headersOf(config, records);
  if (!headers.ok) return headers;
  const items: Json[] = [];
  for (const record of records) {
    if (items.length >= most) break;
    items.push(itemOf(headers.value, record));
  }
  return ok(items);
}

function headersOf(config: ReaderConfig, records: Generator<string[]>): Result<readonly string[]> {
  const headers = givenOrFirst(config, records);
  if (headers === undefined || headers.length === 0) return readerFailed(missingHeader(config.csvHeaderLocation));
  const size = headers.reduce((sum, header) => sum + header.length + 1, -1);
  return size > LONGEST_HEADER ? readerFailed('The CSV header exceeds the limit of 10 KiB.') : ok(headers);
}

function givenOrFirst(config: ReaderConfig, records: Generator<string[]>): readonly string[] | undefined {
  if (config.csvHeaderLocation === 'GIVEN') return config.csvHeaders;
  if (config.csvHeaderLocation === undefined) return undefined;
  const first = records.next();
  return first.done ? undefined : first.value;
}

function missingHeader(location: ReaderConfig['csvHeaderLocation']): string {
  if (location === 'GIVEN') return 'CSVHeaders must be specified when CSVHeaderLocation is GIVEN.';
  return location === 'FIRST_ROW'
    ? 'The CSV file has no header: it is empty.'
    : 'CSVHeaderLocation must be specified for items in CSV.';
}

function itemOf(headers: readonly string[], record: readonly string[]): Json {
  const item: Record<string, Json> = {};
  for (const [index, header] of headers.entries()) setMember(item, header, record[index] ?? '');
  return item;
}
