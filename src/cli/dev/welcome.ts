import type { Io } from '../io.ts';

export interface Welcome {
  readonly version: string;
  readonly url: string;
  readonly directory: string;
  readonly blueprints: readonly string[];
  /** The file of the sample to play with, as a path to type; absent where the samples are not loaded. */
  readonly sample?: string;
  /** What commands need besides, to find this server. */
  readonly urlOption: string;
}

export function welcomeText(io: Pick<Io, 'paint'>, welcome: Welcome): string {
  const { version, url, directory, blueprints, sample, urlOption } = welcome;
  const name = (text: string) => io.paint('dim', text.padEnd(11));
  const lines = [
    io.paint('bold', `Service Flow Conductor ${version}`),
    `  ${name('start page')}${io.paint('cyan', `${url}/`)}`,
    `  ${name('API')}${url}/v1 (described at ${url}/openapi.json)`,
    `  ${name('data')}${directory}`,
    `  ${name('blueprints')}${blueprints.length === 0 ? 'none yet: sfc push FILE --activate' : blueprints.join(', ')}`,
    '',
  ];
  if (sample !== undefined) {
    lines.push(
      'Try it: change the blueprint in an editor, push it, run it.',
      `  \${EDITOR:-vi} ${sample}`,
      `  npx sfc push ${sample} --activate${urlOption}`,
      `  npx sfc run hello-world --input '{"name":"Ada"}'${urlOption}`,
      '',
    );
  }
  lines.push(io.paint('dim', 'Ctrl-C stops it; what it has accepted goes on at the next start.'), '');
  return `${lines.join('\n')}\n`;
}
