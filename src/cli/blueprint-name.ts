import { basename, dirname, resolve } from 'node:path';

/** `orders/blueprint.asl.json` → `orders`; `refund.asl.json` → `refund`. */
export function blueprintName(file: string): string {
  const name = basename(file).replace(/(\.asl)?\.json$/, '');
  return name === 'blueprint' ? basename(dirname(resolve(file))) : name;
}
