import fc from 'fast-check';

const functionNames =
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match ' +
  'contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power ' +
  'random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert ' +
  'type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval ' +
  'toMillis fromMillis clone now millis partition range hash parse uuid';

export const { expression } = fc.letrec<{ expression: string; literal: string }>((tie) => ({
  literal: fc.oneof(
    fc.constantFrom('1', '-1', '0.5', '1e308', '"x"', '"[Y0001]"', '"#,##0.00"', 'null', 'true', '[]', '{}', '[1..30]'),
    fc.constantFrom('/a*b|a/', '/(\\w+) ?/i', '"__proto__"', '"constructor"', '"_jsonata_lambda"', '"a".constructor'),
    fc.constantFrom(
      '$states.input',
      '$states.input.rows',
      '$states.input.rows.v',
      '$states',
      '$',
      '$x',
      '$f',
      '*',
      '**',
      '%',
    ),
  ),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('literal'),
    fc
      .tuple(fc.constantFrom(...functionNames.split(' ')), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, args]) => `$${name}(${args.join(', ')})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '&', '=', '<', 'in', 'and', '..', '.', '~>', ':=', '?:'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('expression').map((body) => `function($x) { ${body} }`),
    tie('expression').map((body) => `($f := function($x) { ${body} }; $f($f))`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}^(>${by})`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}[${by}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}{ $string(${by}): ${by} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of} ~> |$|{"a": ${by}}, "s"|`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `[${of}, ${by}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([of, by]) => `${of}@$x#$i.{"x": $x, "i": $i, "b": ${by}}`),
    fc
      .array(tie('expression'), { maxLength: 3 })
      .map((parts) => `$map([1..40], function($x) { [${parts.join(', ')}] })`),
  ),
}));
