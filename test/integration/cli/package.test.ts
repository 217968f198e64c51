import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** A JSON module: tsc puts it beside what imports it. */
function isImported(path: string): boolean {
  if (!path.endsWith('.json')) return false;
  const folder = dirname(`${ROOT}src/${path}`);
  return readdirSync(folder).some(
    (file) => file.endsWith('.ts') && readFileSync(join(folder, file), 'utf8').includes(`import('./${basename(path)}'`),
  );
}

describe('the package', () => {
  it('holds what sfc needs, and its source only as built', () => {
    const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const paths = (JSON.parse(listing) as Packed[]).flatMap(({ files }) => files.map(({ path }) => path));
    expect(paths).toEqual(
      expect.arrayContaining(['bin/sfc.js', 'sfc.config.json', 'blueprints/hello-world/blueprint.asl.json', 'LICENSE']),
    );
    // Without `src`, `sfc` runs what the build made: Node strips no types under node_modules.
    expect(paths.filter((path) => /^(src|test|bench|docs|\.sfc)\//.test(path))).toEqual([]);
  });

  it('is built with all of its source: what is neither compiled nor imported as JSON lies in folders that the build copies', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { build: string } };
    const copied =
      /\[(?<folders>[^\]]+)\]\) fs\.cpSync/.exec(scripts.build)?.groups?.['folders']?.match(/[\w/]+/g) ?? [];
    const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).map((path) =>
      path.replaceAll('\\', '/'),
    );
    const others = files.filter((path) => /\.\w+$/.test(path) && !path.endsWith('.ts') && !isImported(path));
    expect(others.filter((path) => !copied.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
  });
});
