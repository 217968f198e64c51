import type { Kind } from './results.ts';

/** The corpus that the list below is about, told by its size. */
export const CASES: Readonly<Record<Kind, number>> = {
  'execution-cases': 698,
  'teststate-cases': 123,
  'validation-cases': 455,
  'real-world-definitions': 191,
};

/** Recorded cases that SFC does not meet in every check, by what their ids hold, with the reason. Only ever shorter. */
export const UNMET: readonly { readonly cases: RegExp; readonly why: string }[] = [
  {
    cases: /test_map_state_label_(invalid_char|too_long)_fail/,
    why: "The text is not AWS's: an emulator's own (a Python `ValueError` with the whole definition), never validated on AWS. The verdict is met.",
  },
];

export function whyUnmet(id: string): string | undefined {
  return UNMET.find(({ cases }) => cases.test(id))?.why;
}
