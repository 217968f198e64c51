/**
 * What a flow does in its states, in order, for whoever tests it (`Facts.trace`). Unlike the history it tells which rule, retrier
 * or catcher it was, and knows states that leave no events.
 */
export type TraceEntry =
  | {
      readonly type: 'entered';
      readonly entry: number;
      readonly state: string;
      /** The entry of the Parallel or Map around it. */
      readonly parent?: number;
      /** Branch or iteration within the parent. */
      readonly index: number;
    }
  /** A Choice: the index of the rule that held. */
  | { readonly type: 'chose'; readonly entry: number; readonly rule: number | 'default' }
  /** The index of the retrier that the next attempt is owed to. */
  | { readonly type: 'retried'; readonly entry: number; readonly retrier: number }
  | { readonly type: 'caught'; readonly entry: number; readonly catcher: number }
  /** To the next state or to the end of the scope; after `chose` or `caught` by their way, else by Next or End. */
  | { readonly type: 'left'; readonly entry: number };
