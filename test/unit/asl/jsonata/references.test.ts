import { expect, test } from 'vitest';
import { referencedVariables } from '../../../../src/asl/jsonata/references.ts';

test.each<[string, string[], string[]]>([
  ['$a + $b.c[0] + $a', ['a', 'b'], []],
  ['$states.input.order.id', [], ['input.order.id']],
  ['$states.context.Map.Item.Value & $states.result.x[$i > 1].y', ['i'], ['context.Map.Item.Value', 'result.x.y']],
  ['$states', [], ['']],
  ['$lookup($states, $name)', ['name'], ['']],
  ['$sum($list) + $unknown(1)', ['list', 'unknown'], []],
  ['$map($items, function($v, $i) { $v * $factor + $i })', ['items', 'factor'], []],
  ['($x := $y; $x + $z)', ['y', 'z'], []],
  ['($x := $x + 1; $x)', ['x'], []],
  ['($f := function($n) { $n = 0 ? 1 : $n * $f($n - 1) }; $f(3))', [], []],
  ['($f := function() { $g() }; $g := function() { 1 }; $f())', [], []],
  ['(($x := 1); $x)', ['x'], []],
  ['$items@$i.$other[id = $i.id]', ['items', 'other'], []],
  ['$items#$n.{"n": $n}', ['items'], []],
  ['$items^(>price, $weight)', ['items', 'weight'], []],
  ['$items^(price)[0].name', ['items'], []],
  ['$o ~> |a|{"b": $c}|', ['o', 'c'], []],
  ['$ & $$ & name', [], []],
  ['{ $k: $v }', ['k', 'v'], []],
  ['1 + 2', [], []],
])('referencedVariables · %s', (text, variables, states) => {
  expect(referencedVariables(`{% ${text} %}`)).toEqual({ ok: true, value: { variables, states } });
});

test('referencedVariables · fails as the compilation fails', () => {
  expect(referencedVariables('$(').ok).toBe(false);
});
