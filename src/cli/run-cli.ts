import { Command, CommanderError } from 'commander';
import { addBlueprintCommands } from './commands/blueprints.ts';
import { addDeadLetterCommands } from './commands/dead-letters.ts';
import { addDev } from './commands/dev.ts';
import { addFlowCommands } from './commands/flows.ts';
import { addRun } from './commands/run.ts';
import { addTest } from './commands/test.ts';
import { addValidate } from './commands/validate.ts';
import { addWorkerCommands } from './commands/workers.ts';
import type { DevParts } from './dev/run-dev.ts';
import { EXIT, EXIT_CODE_HELP } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printError } from './print-error.ts';

/** Runs one command line and resolves to its exit code. */
export async function runCli(args: readonly string[], io: Io, parts: DevParts): Promise<number> {
  let exitCode: number = EXIT.ok;
  const exit = (code: number) => {
    exitCode = code;
  };
  const program = new Command('sfc')
    .description('Service Flow Conductor: conducts jobs of many services along blueprints.')
    .version(parts.version)
    .option('--url <url>', 'address of the conductor (default: SFC_URL, or what sfc.config.json says)')
    .option('--json', 'print results as JSON, and nothing else, on standard output')
    .option('--config <file>', 'configuration file (default: sfc.config.json)')
    .addHelpText('after', EXIT_CODE_HELP)
    .showHelpAfterError('(--help shows what is possible)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: io.out, writeErr: io.note });
  addDev(program, io, parts);
  addValidate(program, io, exit);
  addTest(program, io, exit);
  addBlueprintCommands(program, io, exit);
  addRun(program, io, exit);
  addFlowCommands(program, io);
  addWorkerCommands(program, io);
  addDeadLetterCommands(program, io);
  exitByThrowing(program, io);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return printError(io, error, { isJson: program.opts<{ json?: boolean }>().json === true });
  }
}

/** Subcommands that were made before do not take these settings over. */
function exitByThrowing(command: Command, io: Io): void {
  command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.note });
  command.configureHelp({ showGlobalOptions: true });
  for (const sub of command.commands) exitByThrowing(sub, io);
}
