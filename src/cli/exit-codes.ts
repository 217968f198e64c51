/** What the exit code of every command means; `sfc --help` lists the same. */
export const EXIT = {
  ok: 0,
  /** The request was refused or failed; the error says why. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The flow that was followed did not end SUCCEEDED. */
  flowUnsuccessful: 3,
  /** No conductor answers at the address. */
  unreachable: 4,
  /** Interrupted by a signal. */
  interrupted: 130,
} as const;

export const EXIT_CODE_HELP = `
Exit codes:
  0    done
  1    refused or failed; the error says why
  2    the command line is wrong
  3    the flow that was followed did not succeed
  4    no conductor answers (is \`sfc dev\` running?)
  130  interrupted
`;
