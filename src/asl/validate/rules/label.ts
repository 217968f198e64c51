import { type Check, wrongType } from '../checks.ts';

export const MAX_LABEL_LENGTH = 40;
const FORBIDDEN = /[\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}]/u;

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
