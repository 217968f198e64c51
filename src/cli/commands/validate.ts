import { type Command, Option } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { readText } from '../input-value.ts';
import type { Io } from '../io.ts';
import { problemLine } from '../print-error.ts';

export function addValidate(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command('validate')
    .summary('check blueprint files')
    .description('Checks blueprint files without a server. Findings are printed as file:line:column code message.')
    .argument('<file...>', 'blueprint files')
    .addOption(new Option('--dialect <name>', 'the rules to judge by').choices(['sfc', 'asl']).default('sfc'))
    .action(async (files: string[], options: { dialect: 'sfc' | 'asl' }, command: Command) => {
      const isJson = command.optsWithGlobals<{ json?: boolean }>().json === true;
      const { validate } = await import('../../asl/validate/validate.ts');
      const verdicts = [];
      for (const file of files) {
        const { valid, problems } = validate(await readText(file), { dialect: options.dialect });
        verdicts.push({ file, valid, problems });
        if (isJson) continue;
        for (const problem of problems) io.out(problemLine(file, problem));
        if (valid) io.note(`${io.paint('green', 'valid')} ${file}\n`);
      }
      if (isJson) io.out(`${JSON.stringify({ items: verdicts }, null, 2)}\n`);
      exit(verdicts.every(({ valid }) => valid) ? EXIT.ok : EXIT.failed);
    });
}
