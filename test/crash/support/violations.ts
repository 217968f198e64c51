export interface Violation {
  readonly what: string;
  /** The flow, or the id of its work. */
  readonly which: string;
  readonly detail?: string;
}

/** What must never be, as it is found. */
export function createViolations() {
  const found: Violation[] = [];
  return {
    found: found as readonly Violation[],
    add: (what: string, which: string, detail?: unknown) => {
      const text = detail === undefined || typeof detail === 'string' ? detail : JSON.stringify(detail);
      found.push({ what, which, ...(text === undefined ? {} : { detail: text.slice(0, 2_000) }) });
    },
  };
}
export type Violations = ReturnType<typeof createViolations>;
