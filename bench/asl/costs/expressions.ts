import { compileChoiceRule } from '../../../src/asl/choice/rule.ts';
import type { Json } from '../../../src/asl/json.ts';
import { compileJsonataTemplate } from '../../../src/asl/jsonata/template.ts';
import { compilePath } from '../../../src/asl/paths/path.ts';
import { compileExpression, compileTemplate } from '../../../src/asl/template.ts';
import { awaitedCostOf, type Cost, costOf, environment, expect, inTurn } from './cost.ts';

const INTRINSICS = [
  "States.Format('{} has {}', $.id, $.amount)",
  'States.StringToJson(\'{"a":[1,2]}\')',
  'States.JsonToString($.customer)',
  'States.Array($.id, 1, true)',
  'States.ArrayPartition($.numbers, 3)',
  'States.ArrayContains($.numbers, 6)',
  'States.ArrayRange(1, 19, 2)',
  'States.ArrayGetItem($.numbers, 4)',
  'States.ArrayLength($.numbers)',
  'States.ArrayUnique($.numbers)',
  'States.Base64Encode($.text)',
  "States.Base64Decode('aGVsbG8gd29ybGQ=')",
  "States.Hash($.text, 'SHA-256')",
  "States.Hash($.text, 'MD5')",
  'States.JsonMerge($.customer, $.lines[0], false)',
  'States.MathRandom(1, 100)',
  'States.MathAdd($.amount, -1)',
  "States.StringSplit($.text, ' ')",
  'States.UUID()',
];

const PATHS = [
  '$',
  '$.customer.address.city',
  "$['lines'][2]['sku']",
  '$.lines[-1].sku',
  '$.lines[*].price',
  '$.lines[0,2,4].sku',
  '$.lines[1:4]',
  '$.lines[?(@.price > 10)]',
  "$.lines[?(@.sku == 'sku-7' && @.count < 9)].price",
  '$..price',
  '$.numbers.length()',
  '$$.Execution.Name',
  '$tax.percent',
];

const JSONATA = [
  '$states.input.customer.address.city',
  '$rate',
  '1 + 2',
  '$states.input.amount * $rate + 1',
  "$states.input.id & '/' & $states.input.text",
  '$states.input.amount > 10 and $states.input.flag',
  "$states.input.flag ? 'yes' : 'no'",
  "{ 'id': $states.input.id, 'city': $states.input.customer.address.city }",
  '[$states.input.id, $states.input.amount]',
  '$states.input.lines.price',
  '$states.input.lines[price > 10].sku',
  '$sum($states.input.lines.(price * count))',
  '$map($states.input.lines, function($l) { $l.price * 2 })',
  '$filter($states.input.lines, function($l) { $l.price > 10 })',
  '$reduce($states.input.numbers, function($a, $b) { $a + $b })',
  '$sort($states.input.numbers)',
  '$states.input.lines^(>price).sku',
  '$states.input.lines{ sku: price }',
  '$count($states.input.lines)',
  '$uppercase($states.input.text)',
  "$split($states.input.text, ' ')",
  "$replace($states.input.text, /l+/, 'L')",
  '$string($states.input.customer)',
  '$parse(\'{"a":1}\')',
  "$hash($states.input.text, 'SHA-256')",
  '$uuid()',
  '( $x := $states.input.amount; $y := $x * 2; $x + $y )',
  '$states.context.Execution.Name',
];

const OPERATORS: readonly Json[] = [
  { Variable: '$.id', StringEquals: 'order-1' },
  { Variable: '$.id', StringLessThan: 'z' },
  { Variable: '$.text', StringMatches: 'he*o w*d' },
  { Variable: '$.amount', NumericEquals: 12.5 },
  { Variable: '$.amount', NumericGreaterThanPath: '$.numbers[0]' },
  { Variable: '$.flag', BooleanEquals: true },
  { Variable: '$.time', TimestampGreaterThan: '2020-01-01T00:00:00Z' },
  { Variable: '$.time', IsTimestamp: true },
  { Variable: '$.text', IsString: true },
  { Variable: '$.gone', IsPresent: false },
  { Variable: '$.gone.further', IsPresent: true },
  { Not: { Variable: '$.flag', BooleanEquals: false } },
  { And: [1, 2, 3].map((n) => ({ Variable: '$.amount', NumericGreaterThan: n })) },
  { Or: [1, 2, 3].map((n) => ({ Variable: '$.amount', NumericLessThan: n * 5 })) },
];

const TEMPLATES: readonly (readonly [name: string, template: Json])[] = [
  ['constant', { a: 1, b: { c: [1, 2, 3] } }],
  ['one path', { 'id.$': '$.id' }],
  ['ten paths', Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`f${n}.$`, `$.lines[${n % 10}].sku`]))],
  ['nested three deep', { a: { b: { c: { 'id.$': '$.id' }, list: [1, { 'x.$': '$.amount' }] } }, k: 'constant' }],
  [
    'path, variable, context, intrinsic',
    { 'a.$': '$.id', 'b.$': '$rate', 'c.$': '$$.State.Name', 'd.$': 'States.UUID()' },
  ],
];

export function intrinsicCosts(): Promise<Cost[]> {
  return inTurn(INTRINSICS, (text) => {
    const { evaluate } = expect(compileExpression(text));
    return costOf(text, () => evaluate(environment, 'field'));
  });
}

export function pathCosts(): Promise<Cost[]> {
  return inTurn(PATHS, (text) => {
    const { evaluate } = expect(compilePath(text));
    return costOf(text, () => evaluate(environment));
  });
}

export function jsonataCosts(): Promise<Cost[]> {
  return inTurn(JSONATA, (text) => {
    const template = expect(compileJsonataTemplate(`{% ${text} %}`));
    if (template.isConstant) throw new Error(`${text} is constant`);
    return awaitedCostOf(text, () => template.evaluate(environment, 'Output'));
  });
}

export function choiceCosts(): Promise<Cost[]> {
  return inTurn(OPERATORS, (rule) => {
    const { evaluate } = expect(compileChoiceRule(rule));
    return costOf(JSON.stringify(rule), () => evaluate(environment));
  });
}

export function templateCosts(): Promise<Cost[]> {
  return inTurn(TEMPLATES, ([name, json]) => {
    const { evaluate } = expect(compileTemplate(json));
    return costOf(name, () => evaluate(environment));
  });
}
