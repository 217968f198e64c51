/**
 * Thrown inside an evaluation to end it, and caught where the evaluation is awaited: expressions cannot catch anything.
 * @note It never leaves this folder.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
