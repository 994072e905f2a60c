import { type Evidence, type Fact, lastOf } from '../evidence.ts';
import { asObject, type Exchange } from '../exchange.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const firstOf = (exchange: Exchange | undefined, list: 'data' | 'errors') => {
  const items = exchange?.json[list];
  return asObject(Array.isArray(items) ? items[0] : undefined);
};
const resultOf = (evidence: Evidence) => firstOf(lastOf(evidence), 'data');

export const runwareFacts: readonly Fact[] = [
  {
    section: '§2.3',
    statement: 'data is a list',
    seen: (evidence) => Array.isArray(lastOf(evidence)?.json.data),
  },
  {
    section: '§2.3',
    statement: 'mediaUUID is a UUID',
    seen: (evidence) => uuid.test(`${resultOf(evidence).mediaUUID}`),
  },
  {
    section: '§2.3',
    statement: 'mediaURL comes with it',
    seen: (evidence) => typeof resultOf(evidence).mediaURL === 'string',
  },
  {
    section: '§2.3',
    statement: 'mediaUUID is "1" while the file is being processed',
    seen: ({ upload }) =>
      upload.length > 1 ? upload.slice(0, -1).some((each) => /"mediaUUID":\s*"1"/.test(each.text)) : undefined,
  },
  { section: '§2.3', statement: 'mediaURL gives the file', seen: ({ leadsToSameBytes }) => leadsToSameBytes },
  { section: '§2.3', statement: 'the operation delete deletes it', seen: ({ wasDeleted }) => wasDeleted },
  {
    section: '§5a',
    statement: 'getDetails reports the name of the organization',
    seen: ({ check }) => typeof firstOf(check, 'data').organizationName === 'string',
  },
  {
    section: '§2.4',
    statement: 'a wrong key is refused with HTTP 401 and invalidApiKey',
    seen: ({ rejected }) => rejected && rejected.status === 401 && firstOf(rejected, 'errors').code === 'invalidApiKey',
  },
  { section: '§2.2', statement: 'imageUpload saves at most 2048 pixels per edge' },
  { section: '§2.2', statement: 'images of imageUpload are deleted 30 days after their last use' },
];
