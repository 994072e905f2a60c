import { type Evidence, type Fact, lastOf } from '../evidence.ts';

const answerOf = (evidence: Evidence) => lastOf(evidence)?.json ?? {};

export const comfyCloudFacts: readonly Fact[] = [
  {
    section: '§4.1',
    statement: 'an upload answers with name, subfolder and type',
    seen: (evidence) =>
      lastOf(evidence)?.status === 200 && ['name', 'subfolder', 'type'].every((name) => name in answerOf(evidence)),
  },
  { section: '§4.1', statement: 'the type is the one sent', seen: (evidence) => answerOf(evidence).type === 'input' },
  {
    section: '§4.1',
    statement: 'the name is a hash with the extension',
    seen: (evidence) => /^[0-9a-f]{64}\.png$/.test(`${answerOf(evidence).name}`),
  },
  { section: '§4.1', statement: 'a view of the name gives the file', seen: ({ leadsToSameBytes }) => leadsToSameBytes },
  { section: '§5a', statement: 'the key check answers 200', seen: ({ check }) => check?.status === 200 },
  {
    section: '§4.1',
    statement: 'a wrong key is refused with HTTP 401, a code and a message',
    seen: ({ rejected }) =>
      rejected &&
      rejected.status === 401 &&
      ['code', 'message'].every((name) => typeof rejected.json[name] === 'string'),
  },
  { section: '§4.1', statement: 'an image of more than 16384 pixels per edge is refused with 400' },
];
