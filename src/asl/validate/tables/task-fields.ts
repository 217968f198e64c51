import { isObject } from '../../json.ts';
import { type Check, jsonSchema, oneOf, text, wrongType } from '../checks.ts';
import { isJsonata, jsonata, objectTemplate, orJsonata, pathOrIntrinsic, template } from '../expressions.ts';
import { objectOf, sfcOnly, shape } from '../shape.ts';

/** ASL: Task State, Credentials. A payload template that gives at least RoleArn. */
export const credentials: Check = (value, at, site) => {
  if (!isObject(value)) {
    if (site.language === 'JSONata' && isJsonata(value)) return jsonata(value, at, site);
    return wrongType(at, site, 'Object', 'an object');
  }
  template(value, at, site);
  if (Object.hasOwn(value, 'RoleArn') || (site.language === 'JSONPath' && Object.hasOwn(value, 'RoleArn.$'))) return;
  site.report.error('MISSING_FIELD', at, 'Add "RoleArn", the role that the task assumes.', {
    message: "The field 'RoleArn' is required but was missing",
  });
};

/** An expression of the query language in effect: a path or intrinsic function call, or a JSONata string. */
export const expression: Check = (value, at, site) => {
  (site.language === 'JSONata' ? jsonata : pathOrIntrinsic)(value, at, site);
};

const CORRELATION = shape({ Request: expression, Reply: expression }, { required: ['Request', 'Reply'] });

/** SFC's own fields of Task. */
export const PROCESSOR_FIELDS = {
  Processor: sfcOnly(text),
  Mode: sfcOnly(oneOf('Sync', 'Async')),
  Group: sfcOnly(text),
  ReplyTopic: sfcOnly(text),
  Reply: sfcOnly(oneOf('None')),
  Correlation: sfcOnly(objectOf(CORRELATION)),
  Method: sfcOnly(orJsonata(oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'))),
  Headers: sfcOnly(objectTemplate),
  QueryParameters: sfcOnly(objectTemplate),
  Delivery: sfcOnly(oneOf('AtLeastOnce', 'AtMostOnce')),
  InputSchema: sfcOnly(jsonSchema),
  OutputSchema: sfcOnly(jsonSchema),
};
