declare const brand: unique symbol;

/** Identifies a flow for ever. Derived from (blueprint, name) where a name was given, else time-ordered. */
export type FlowId = string & { readonly [brand]: 'FlowId' };

/** What an answer refers to: the visit of a state (`entry`, never reused in a flow) and the attempt within it, from 1. */
export interface TokenRef {
  readonly entry: number;
  readonly attempt: number;
}
