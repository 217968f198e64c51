import { validate } from '../../src/asl/validate/validate.ts';
import { definitionOf } from './validation-definition.ts';

/** Prints the CPU milliseconds of the first validation of this process. */
const text = definitionOf(process.argv[2] === 'JSONata' ? 'JSONata' : 'JSONPath', 50);
const begun = process.cpuUsage();
validate(text);
const { user, system } = process.cpuUsage(begun);
console.log((user + system) / 1_000);
