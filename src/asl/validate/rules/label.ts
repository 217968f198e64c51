import type { Json } from '../../json.ts';
import { type Check, wrongType } from '../checks.ts';
import type { Location } from '../location.ts';
import type { Site } from '../report.ts';

const MAX_LABEL_LENGTH = 40;
const FORBIDDEN = /[\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}]/u;

/** The labels seen so far in the whole blueprint. */
export type Labels = Set<string>;

/** Each label names one Map: its map runs are told apart by it. */
export function checkUniqueLabel(label: Json | undefined, at: Location, site: Site, labels: Labels): void {
  if (typeof label !== 'string') return;
  if (labels.has(label)) {
    const message = `Another Map of this blueprint has the label "${label}" too; change one of them.`;
    const aws = { code: 'DUPLICATE_LABEL_NAME', message: `Duplicate Label name: ${label}` };
    site.report.error('INVALID_LABEL', at, message, aws);
  }
  labels.add(label);
}

/** The label of a distributed Map becomes part of its map run's ARN, and takes only what an ARN can hold. */
export const checkLabel: Check = (value, at, site) => {
  if (typeof value !== 'string') return wrongType(at, site, 'String', 'a string');
  if (value.length > MAX_LABEL_LENGTH) {
    site.report.error('INVALID_LABEL', at, `A label has at most ${MAX_LABEL_LENGTH} characters; shorten it.`, {
      code: 'INVALID_LABEL_NAME',
      message: `Label cannot exceed ${MAX_LABEL_LENGTH} characters`,
    });
  }
  const character = FORBIDDEN.exec(value)?.[0];
  if (character === undefined) return;
  site.report.error('INVALID_LABEL', at, `A label cannot hold ${JSON.stringify(character)}; remove it.`, {
    code: 'INVALID_LABEL_NAME',
    message: `Label contains invalid character: '${character}'`,
  });
};
