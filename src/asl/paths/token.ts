import type { RE2JS } from 're2js';
import type { Json } from '../json.ts';
import type { FilterOperator } from './filter-operators.ts';

/**
 * One step of a parsed path. Which tokens are definite decides whether a path yields a value or a list:
 * single names and indexes are definite, and so is a union of names at the end of a path (it yields one object).
 */
export type Token =
  | { readonly type: 'names'; readonly names: readonly string[]; readonly quote: string }
  | { readonly type: 'indexes'; readonly indexes: readonly number[] }
  | { readonly type: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly type: 'wildcard' }
  | { readonly type: 'scan' }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'function'; readonly name: string; readonly parameters: readonly Parameter[] };

/** An argument of a path function: a JSON literal or a path that starts at the root of the document. */
export type Parameter =
  | { readonly literal: Json }
  /** `takesLast`: of all that the path selects only the last counts. */
  | { readonly path: ParsedPath; readonly takesLast?: boolean };

/** The expression of `[?(...)]`. */
export type Filter =
  | { readonly type: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly type: 'not'; readonly operand: Filter }
  | { readonly type: 'exists'; readonly path: ParsedPath; readonly shouldExist: boolean }
  | { readonly type: 'compare'; readonly left: Operand; readonly operator: FilterOperator; readonly right: Operand };

/** One side of a comparison. `shouldExist` matters only where the path stands alone. */
export type Operand =
  | { readonly type: 'path'; readonly path: ParsedPath; readonly shouldExist: boolean }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'pattern'; readonly pattern: RE2JS };

/** `$` is the document; `@`, inside filters only, is the item under test. */
export interface ParsedPath {
  readonly start: '$' | '@';
  readonly tokens: readonly Token[];
  /** It began with a deep scan, which is now the argument of its first function: what does not fit further on is passed over. */
  readonly hasLostScan?: boolean;
}

/** Parses a path inside a path: in a filter or among the arguments of a function. Throws PathSyntaxError. */
export type ParseNested = (text: string) => ParsedPath;

/** Whether the token leads to one place at most. */
export function isDefiniteToken(token: Token, isLast: boolean): boolean {
  switch (token.type) {
    case 'names':
      return token.names.length === 1 || isLast;
    case 'indexes':
      return token.indexes.length === 1;
    case 'function':
      return true;
    default:
      return false;
  }
}

/** Whether the path gives one value, not a list of what it found. */
export function isDefinitePath(path: ParsedPath): boolean {
  return path.tokens.every((token, at) => isDefiniteToken(token, at === path.tokens.length - 1));
}

/** The token as Jayway writes it in its messages, which AWS passes on in causes. */
export function tokenText(token: Token): string {
  switch (token.type) {
    case 'names':
      return `[${token.names.map((name) => token.quote + name + token.quote).join(',')}]`;
    case 'indexes':
      return `[${token.indexes.join(',')}]`;
    case 'slice':
      return `[${token.from ?? ''}:${token.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'scan':
      return '..';
    case 'filter':
      return '[?]';
    case 'function':
      return `.${token.name}(${token.parameters.length > 0 ? '...' : ''})`;
  }
}

/** The path as Jayway writes it in its messages. */
export function pathText(path: ParsedPath): string {
  return path.start + path.tokens.map(tokenText).join('');
}
