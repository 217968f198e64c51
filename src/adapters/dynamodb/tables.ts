/** The tables of an installation, as CreateTable and infrastructure code need them. Docs: docs/data-model.md. */
export interface TableDefinition {
  /** Follows the installation's prefix. */
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string;
  readonly indexes: readonly IndexDefinition[];
  /** The attribute with the second at which an item may go. */
  readonly expiry?: string;
}
/** All keys are strings. An item without the hash key is not in the index. */
interface IndexDefinition {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string;
  /** Besides the keys. */
  readonly attributes: readonly string[];
}

/**
 * One partition per flow: its state (`part` = `state`) and its claims (`claim#TOKEN`). Keys of the indexes change at the start and
 * the end of a flow only, so that a transition writes to none.
 */
export const FLOWS_TABLE = {
  name: 'flows',
  hashKey: 'flowId',
  rangeKey: 'part',
  indexes: [
    { name: 'open', hashKey: 'openShard', rangeKey: 'accepted', attributes: ['blueprint'] },
    { name: 'accepted', hashKey: 'acceptedShard', rangeKey: 'accepted', attributes: [] },
  ],
} as const satisfies TableDefinition;

/** Records under `records`, by name; versions under `version#NAME`, by number; contents under `content#NAME`, by hash. */
export const BLUEPRINTS_TABLE = {
  name: 'blueprints',
  hashKey: 'kind',
  rangeKey: 'name',
  indexes: [],
} as const satisfies TableDefinition;

/** One item per topic and key with the requests and replies that share it; one per token that points there. */
export const CORRELATIONS_TABLE = {
  name: 'correlations',
  hashKey: 'pair',
  rangeKey: 'part',
  indexes: [],
  expiry: 'expiresAt',
} as const satisfies TableDefinition;

export const TABLES: readonly TableDefinition[] = [FLOWS_TABLE, BLUEPRINTS_TABLE, CORRELATIONS_TABLE];
