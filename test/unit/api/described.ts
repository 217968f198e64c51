import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';

interface OpenApi {
  readonly paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>>;
}

/** Judges answers by the OpenAPI document: gives what is wrong, or undefined. */
export function createAnswerCheck(document: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats.default as unknown as (target: Ajv2020) => void)(ajv);
  ajv.addSchema({ ...document, $id: 'api' });
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    literals: path.replaceAll(/\{[^}]+\}/g, '').length,
  }));
  templates.sort((a, b) => b.literals - a.literals);

  return (method: string, path: string, status: number, type: string, body: unknown): string | undefined => {
    const template = templates.find(({ pattern }) => pattern.test(path.split('?')[0] ?? ''))?.path;
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    if (template === undefined || operation === undefined)
      return status === 404 ? undefined : `${path} is not described`;
    const media = type.split(';')[0] ?? '';
    if (operation.responses[status] === undefined) return `${method} ${template} does not describe ${status}`;
    if (status === 204) return undefined;
    if (operation.responses[status].content?.[media] === undefined) return `${status} of ${template} is no ${media}`;
    const parts = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', media, 'schema'];
    const pointer = parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const validate = ajv.getSchema(`api#/${pointer}`) ?? ajv.compile({ $ref: `api#/${pointer}` });
    return validate(body) ? undefined : `${method} ${template} ${status}: ${ajv.errorsText(validate.errors)}`;
  };
}
