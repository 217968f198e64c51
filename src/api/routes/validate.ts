import { createRouter, type RouteContext } from '../app.ts';
import { jsonBody } from '../json-body.ts';
import { sourceOf, ValidateRequest, Validation } from '../schemas/blueprint.ts';
import { answers, body, describeRoute } from '../schemas/common.ts';

const validate = describeRoute({
  method: 'post',
  path: '/v1/validate',
  operationId: 'validateBlueprint',
  summary: 'Validate a blueprint',
  description: 'Judges a document without storing it. A document that is not valid is an answer, not an error.',
  tags: ['Blueprints'],
  request: { body: body(ValidateRequest, 'A document.') },
  responses: answers(200, 'The verdict.', Validation, ['SFC_INVALID_REQUEST', 'SFC_PAYLOAD_TOO_LARGE']),
});

export function validateRoutes({ services: { registry }, limits }: RouteContext) {
  return createRouter().openapi({ ...validate, middleware: [jsonBody(limits.bodyBytes)] }, (context) => {
    const { dialect, ...document } = context.req.valid('json');
    const { valid, problems } = registry.validate(sourceOf(document), { dialect });
    return context.json({ valid, problems }, 200);
  });
}
