import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../../src/asl/result.ts';
import { createProgramCache } from '../../../src/conductor/program-cache.ts';
import type { BlueprintVersion } from '../../../src/ports/blueprint-store.ts';

function cacheOf(maxPrograms = 2) {
  const reads: string[] = [];
  const programs = createProgramCache<string>({
    blueprintStore: {
      version: async (name, version) => {
        reads.push(`${name}@${version}`);
        return version > 9
          ? undefined
          : ({ name, version, blueprint: { Comment: `${name} ${version}` } } as BlueprintVersion);
      },
    },
    compile: ({ Comment }) =>
      Comment === 'bad 1' ? failed('States.Runtime', 'no such state') : ok(`program of ${Comment}`),
    maxPrograms,
  });
  return { programs, reads };
}

describe('the program cache', () => {
  it('compiles a version once, also where it is asked for twice at once', async () => {
    const { programs, reads } = cacheOf();
    expect(await Promise.all([programs.get('a', 1), programs.get('a', 1)])).toEqual([
      'program of a 1',
      'program of a 1',
    ]);
    expect(programs.get('a', 1)).toBe('program of a 1');
    expect(reads).toEqual(['a@1']);
  });

  it('forgets the version that was used longest ago', async () => {
    const { programs } = cacheOf(2);
    for (const version of [1, 2]) await programs.get('a', version);
    void programs.get('a', 1);
    await programs.get('a', 3);
    expect(programs.get('a', 1)).toBe('program of a 1');
    expect(programs.get('a', 2)).toBeInstanceOf(Promise);
  });

  it('says what is unknown and what does not compile, and asks again the next time', async () => {
    const { programs, reads } = cacheOf();
    for (let time = 0; time < 2; time++) {
      await expect(programs.get('a', 10)).rejects.toMatchObject({ code: 'SFC_UNKNOWN_VERSION' });
      await expect(programs.get('bad', 1)).rejects.toMatchObject({ code: 'SFC_INVALID_BLUEPRINT' });
    }
    expect(reads).toEqual(['a@10', 'bad@1', 'a@10', 'bad@1']);
  });
});
