import type { Json } from '../../asl/json.ts';
import { positionAt } from '../../asl/parse/positions.ts';
import { scanJson } from '../../asl/parse/scan-json.ts';
import type { Problem } from '../../asl/validate/problem.ts';
import type { Parsed } from '../shape.ts';

const MAX_DEPTH = 500;

/** Reads a JSON text in which no name stands twice in one object, or says where it is none. Null where there are problems. */
export function readJson(source: string): Parsed<Json> {
  // Editors on Windows begin a file with a byte order mark.
  const text = source.replace(/^\ufeff/, '');
  const problems: Problem[] = [];
  const at = (offset: number) => ({ severity: 'error', pointer: '', ...positionAt(text, offset) }) as const;
  const failure = scanJson(text, MAX_DEPTH, {
    suspect: (name, offset) => {
      if (name === '__proto__') return;
      const message = `The field "${name}" is given twice in one object; keep one of them.`;
      problems.push({ ...at(offset), code: 'DUPLICATE_KEY', message });
    },
  });
  if (failure !== undefined) {
    const code = failure.kind === 'depth' ? 'TOO_DEEP' : 'INVALID_JSON';
    return { value: null, problems: [{ ...at(failure.offset), code, message: `This is no JSON: ${failure.reason}.` }] };
  }
  return { value: problems.length > 0 ? null : (JSON.parse(text) as Json), problems };
}
