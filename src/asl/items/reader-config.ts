export type Delimiter = 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
/** What one object holds, item by item. */
export type ObjectType = 'CSV' | 'JSON' | 'JSONL' | 'PARQUET';

/** ReaderConfig of a distributed Map's ItemReader, with its limit evaluated. AWS: "ItemReader (Map)". */
export interface ReaderConfig {
  readonly inputType?: ObjectType | 'MANIFEST';
  readonly manifestType?: 'ATHENA_DATA' | 'S3_INVENTORY';
  readonly transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
  readonly csvHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
  readonly csvHeaders?: readonly string[];
  readonly csvDelimiter?: Delimiter;
  /** A JSON Pointer (RFC 6901) to the items of a JSON object. */
  readonly itemsPointer?: string;
  /** Most items; absent: as many as AWS reads. */
  readonly maxItems?: number;
}

/** AWS stops reading after so many items. */
export const MOST_ITEMS = 100_000_000;
