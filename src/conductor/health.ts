import { SfcError } from '../errors/sfc-error.ts';

export interface ConductorHealth {
  /** False while some partition's batches are refused, or the recovery meets a fault. */
  readonly isHealthy: boolean;
  /** The oldest fault that stands. */
  readonly fault?: StandingFault;
  readonly isRecovering: boolean;
  /** Flows whose open effects were performed again since the start. */
  readonly recoveredFlows: number;
  /** Inputs sent to the dead letters since the start. */
  readonly deadLetters: number;
}

export interface StandingFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Faults by what they stop (a partition, the recovery); a success removes them. */
export interface FaultBoard {
  readonly failed: (what: string | number, fault: unknown, now: number) => void;
  readonly succeeded: (what: string | number) => void;
  readonly oldest: () => StandingFault | undefined;
}

export function createFaultBoard(): FaultBoard {
  const faults = new Map<string | number, StandingFault>();
  return {
    failed: (what, fault, now) => {
      faults.set(what, { ...describeFault(fault), since: faults.get(what)?.since ?? now });
    },
    succeeded: (what) => {
      if (faults.size > 0) faults.delete(what);
    },
    oldest: () => {
      const [first, ...others] = faults.values();
      return first && others.reduce((oldest, fault) => (fault.since < oldest.since ? fault : oldest), first);
    },
  };
}

function describeFault(fault: unknown): Omit<StandingFault, 'since'> {
  if (fault instanceof SfcError) return { code: fault.code, message: fault.message, hint: fault.hint };
  return { code: 'SFC_INTERNAL', message: fault instanceof Error ? fault.message : String(fault) };
}
