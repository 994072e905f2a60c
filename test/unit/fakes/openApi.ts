import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

type Json = Readonly<Record<string, unknown>>;

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed: JSON, or the fields of a form by their names. */
  readonly body: unknown;
}

export interface GivenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Where the published description lies, next to the project; it is not part of it. */
const file = join(import.meta.dirname, '../../../../shared/specs/comfy-api-v2.openapi.yaml');

/** The published description of Comfy API v2; `undefined` where it isn't there. */
export function comfyApiDescription(): OpenApi | undefined {
  return existsSync(file) ? new OpenApi(parse(readFileSync(file, 'utf8'))) : undefined;
}

/** Checks requests and answers against an OpenAPI 3.0 description. */
class OpenApi {
  readonly #document: Json;
  readonly #ajv = new Ajv({ strict: false });

  constructor(document: Json) {
    this.#document = withNull(document) as Json;
    formats.default(this.#ajv);
    this.#ajv.addSchema(this.#document, 'description');
  }

  /** What is wrong with a request; empty if nothing is. */
  problemsOfRequest({ method, path, headers, body }: SentRequest): readonly string[] {
    const [pattern, operation] = this.#operation(method, path);
    if (operation === undefined) {
      return [`There is no ${method} ${path}`];
    }
    const pointer = ['paths', pattern, method.toLowerCase(), 'requestBody', 'content'];
    const [contentType = ''] = (headers['content-type'] ?? '').split(';');
    const content = this.#at(pointer);
    if (content === undefined) {
      return body === undefined ? [] : ['It has a body'];
    }
    const schema = this.#at([...pointer, contentType, 'schema']);
    if (!isObject(schema)) {
      return [`Its content type is ${contentType}`];
    }
    const known = Object.keys(isObject(schema.properties) ? schema.properties : {});
    const unknown = Object.keys(isObject(body) ? body : {}).filter((name) => !known.includes(name));
    return [
      ...this.#problems([...pointer, contentType, 'schema'], body),
      ...unknown.map((name) => `The description has no ${name}`),
    ];
  }

  /** What is wrong with the answer to a request; empty if nothing is. */
  problemsOfAnswer({ method, path }: Pick<SentRequest, 'method' | 'path'>, answer: GivenAnswer): readonly string[] {
    const [pattern] = this.#operation(method, path);
    const response = this.#resolved(['paths', pattern, method.toLowerCase(), 'responses', `${answer.status}`]);
    if (response === undefined) {
      return [`${method} ${path} has no answer ${answer.status}`];
    }
    const schema = [...response, 'content', 'application/json', 'schema'];
    if (this.#at(schema) === undefined) {
      return answer.text === '' ? [] : ['It has a body'];
    }
    if (!answer.headers['content-type']?.startsWith('application/json')) {
      return [`Its content type is ${answer.headers['content-type']}`];
    }
    return this.#problems(schema, JSON.parse(answer.text));
  }

  #operation(method: string, path: string): readonly [string, unknown] {
    const patterns = Object.keys(this.#document.paths as Json);
    // A literal segment goes before a parameter: `from-hash` is no id.
    const fitting = patterns.filter((each) => new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    const pattern = fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0] ?? '';
    return [pattern, this.#at(['paths', pattern, method.toLowerCase()])];
  }

  /** A pointer with the reference followed that may stand there. */
  #resolved(pointer: readonly string[]): readonly string[] | undefined {
    const found = this.#at(pointer);
    if (!isObject(found)) {
      return undefined;
    }
    return typeof found.$ref === 'string' ? found.$ref.slice('#/'.length).split('/') : pointer;
  }

  #at(pointer: readonly string[]): unknown {
    return pointer.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), this.#document);
  }

  #problems(pointer: readonly string[], value: unknown): readonly string[] {
    const escaped = pointer.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = this.#ajv.compile({ $ref: `description#/${escaped.join('/')}` });
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
}

/** `nullable` beside anything but a `type` is OpenAPI's own, and means nothing in JSON Schema. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withNull);
  }
  if (!isObject(value)) {
    return value;
  }
  const all = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withNull(each)]));
  if (all.nullable === true && all.type === undefined) {
    const { nullable: _, ...schema } = all;
    return { anyOf: [{ type: 'null' }, schema] };
  }
  return all;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
