import { isObject, type Json, type JsonObject, member, setMember } from '../../json.ts';
import { failRun, javaType, type Run, type Step } from '../run.ts';
import { emit, emitMember, type Place } from './place.ts';

const provider = 'com.jayway.jsonpath.spi.json.JacksonJsonProvider';

/** `.a`, `['a']`, `['a','b']`. A union at the end of a path makes one object; elsewhere it tries name after name. */
export function namesStep(names: readonly string[], text: string, place: Place): Step {
  const isMerge = names.length > 1 && place.next === undefined;
  return (value, run) => {
    if (!isObject(value)) {
      if (!place.isUpstreamDefinite) return true;
      const found = `in path ${place.textBefore()} but found '${javaType(value)}'`;
      return failRun(
        run,
        `Expected to find an object with property ${text} ${found}. This is not a json object according to the JsonProvider: '${provider}'.`,
      );
    }
    return isMerge ? merge(names, value, place, run) : names.every((name) => takeName(names, name, value, place, run));
  };
}

function takeName(names: readonly string[], name: string, value: JsonObject, place: Place, run: Run): boolean {
  const found = member(value, name);
  if (found !== undefined) return emitMember(place, found, run);
  const isRequired = run.isStrict || (place.next !== undefined && place.isUpstreamDefinite && names.length === 1);
  if (!isRequired) return true;
  const problem = place.next === undefined ? 'No results for path:' : 'Missing property in path';
  return failRun(run, `${problem} ${place.textBefore()}['${name}']`);
}

function merge(names: readonly string[], value: JsonObject, place: Place, run: Run): boolean {
  const merged: Record<string, Json> = {};
  for (const name of names) {
    const found = member(value, name);
    if (found !== undefined) setMember(merged, name, found);
    else if (run.isStrict) return failRun(run, `Missing property in path ${place.textBefore()}['${name}']`);
  }
  return emit(place, merged, run);
}
