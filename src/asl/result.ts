/**
 * An ASL error is data: it is matched by retriers and catchers and stored in the history.
 * Pure code returns it and never throws it across a module boundary.
 * `cause` is worded as AWS words it wherever AWS's wording is known.
 */
export interface AslError {
  readonly error: string;
  readonly cause?: string;
  /** A second name that retriers and catchers know it by: States.HeartbeatTimeout of a States.Timeout. */
  readonly alias?: string;
}

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Failed {
  readonly ok: false;
  readonly error: AslError;
}
export type Result<T> = Ok<T> | Failed;

/** What went well, with its value. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** An ASL error as data: `error` is what retriers and catchers match, `cause` is for people. */
export function failed(error: string, cause?: string): Failed {
  return { ok: false, error: cause === undefined ? { error } : { error, cause } };
}
