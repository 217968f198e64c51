import { isObject, type Json, member } from './json.ts';

/** A value as Java prints it, which is how AWS puts values into texts: `{a=1, b=[x, null]}`, strings without quotes. */
export function javaText(value: Json): string {
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const members = Object.keys(value).map((key) => `${key}=${javaText(member(value, key) ?? null)}`);
  return `{${members.join(', ')}}`;
}

/** Java writes fractions below 0.001 and from 10 million on with an exponent, and always with a decimal point. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value + 0);
  if (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
