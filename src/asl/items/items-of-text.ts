import type { Json } from '../json.ts';
import type { Result } from '../result.ts';
import { itemsOfCsv } from './items-of-csv.ts';
import { itemsOfJson, itemsOfJsonLines } from './items-of-json.ts';
import type { ReaderConfig } from './reader-config.ts';
import { readerFailed } from './reader-error.ts';

/** The items of one object's text, at most so many, or States.ItemReaderFailed. */
export function itemsOfText(text: string, config: ReaderConfig, most: number): Result<Json[]> {
  switch (config.inputType) {
    case 'CSV':
      return itemsOfCsv(text, config, most);
    case 'JSON':
      return itemsOfJson(text, config.itemsPointer, most);
    case 'JSONL':
      return itemsOfJsonLines(text, most);
    case 'PARQUET':
      return readerFailed(
        'InputType PARQUET is not supported: SFC has no reader of this binary format. Export the data as JSONL or CSV.',
      );
    default:
      return readerFailed(`InputType ${config.inputType ?? ''} does not say what the object holds.`);
  }
}
