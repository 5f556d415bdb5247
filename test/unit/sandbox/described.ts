/** X's own description of its API, as validators. */
import { Ajv } from 'ajv';
import description from '../../fixtures/x-media-openapi.json' with { type: 'json' };

// OpenAPI's own keywords and formats mean nothing to a validator of JSON Schema.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(description, 'x');

export function validator(pointer: string) {
  const validate = ajv.getSchema(`x#${pointer}`);
  if (validate === undefined) throw new Error(`X's description has no ${pointer}`);
  return validate;
}

export function faultsOf(
  validate: ReturnType<typeof validator>,
  value: unknown,
): readonly unknown[] {
  return validate(value) === true ? [] : (validate.errors ?? ['unknown']);
}

/** The schema of a 200 as the operation itself refers to it. */
export function response(path: string, method: string) {
  const at = [
    'paths',
    encodeURIComponent(path.replaceAll('/', '~1')),
    method,
    'responses/200/content',
    'application~1json',
    'schema',
  ];
  return validator(`/${at.join('/')}`);
}

export const problem = validator('/components/schemas/Problem');
