import type { FlowId } from '../engine/ids.ts';

/** Who may call the processor of an `AtMostOnce` job. Claims are deleted with their flow. */
export interface Claims {
  /**
   * True for the first claim of this token and for no later one, restarts included; durable when it resolves.
   * Rejects with a retryable fault when nothing was stored.
   */
  claim(flowId: FlowId, token: string): Promise<boolean>;
}
