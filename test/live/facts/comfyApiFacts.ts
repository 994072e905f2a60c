import { type Evidence, type Fact, lastOf } from '../evidence.ts';

const answerOf = (evidence: Evidence) => lastOf(evidence)?.json ?? {};
const errorOf = (json: Readonly<Record<string, unknown>>) => (json.error ?? {}) as Readonly<Record<string, unknown>>;

export const comfyApiFacts: readonly Fact[] = [
  {
    section: '§4.7',
    statement: 'the question for new content is answered with 404',
    seen: ({ upload }) => upload[0]?.path.includes('/by-hash/blake3:') && upload[0].status === 404,
  },
  {
    section: '§4.7',
    statement: 'an upload of new content answers 201 with an id',
    seen: (evidence) =>
      lastOf(evidence)?.status === 201 && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(`${answerOf(evidence).id}`),
  },
  {
    section: '§4.7',
    statement: 'the answer has hash, size_bytes, content_type, created_at, url and url_expires_at',
    seen: (evidence) =>
      ['hash', 'size_bytes', 'content_type', 'created_at', 'url', 'url_expires_at'].every(
        (name) => name in answerOf(evidence),
      ),
  },
  {
    section: '§4.7',
    statement: 'the size is that of the file',
    seen: (evidence) => answerOf(evidence).size_bytes === evidence.sample.size,
  },
  {
    section: '§8',
    statement: 'expires_at is a date, null or absent',
    seen: (evidence) => {
      const { expires_at } = answerOf(evidence);
      return expires_at === undefined || expires_at === null || !Number.isNaN(Date.parse(`${expires_at}`));
    },
  },
  {
    section: '§4.7',
    statement: 'the content of an asset is the file',
    seen: ({ leadsToSameBytes }) => leadsToSameBytes,
  },
  {
    section: '§4.7',
    statement: 'an asset that does not exist is answered with 404 and not_found',
    seen: ({ check }) => check?.status === 404 && errorOf(check.json).code === 'not_found',
  },
  {
    section: '§4.7',
    statement: 'a wrong key is refused with 401, a code and a message in an error object',
    seen: ({ rejected }) =>
      rejected &&
      rejected.status === 401 &&
      ['code', 'message'].every((name) => typeof errorOf(rejected.json)[name] === 'string'),
  },
  { section: '§4.7', statement: 'an asset can be deleted', seen: ({ wasDeleted }) => wasDeleted },
  { section: '§8', statement: 'an image of more than 50 MiB is refused with 422' },
];
