import { type Evidence, type Fact, lastOf } from '../evidence.ts';

const answerOf = (evidence: Evidence) => lastOf(evidence)?.json ?? {};

export const comfyServerFacts: readonly Fact[] = [
  {
    section: '§4.4',
    statement: 'a free name is kept',
    seen: (evidence) => answerOf(evidence).name === evidence.sample.name,
  },
  {
    section: '§4.4',
    statement: 'the type is input, and there is no subfolder',
    seen: (evidence) => answerOf(evidence).type === 'input' && answerOf(evidence).subfolder === '',
  },
  {
    section: '§8',
    statement: 'newer servers describe the asset in the answer',
    seen: (evidence) => ('asset' in answerOf(evidence) ? true : undefined),
  },
  { section: '§4.4', statement: 'a view of the name gives the file', seen: ({ leadsToSameBytes }) => leadsToSameBytes },
  {
    section: '§5a',
    statement: 'system_stats has system and devices',
    seen: ({ check }) => check !== undefined && 'system' in check.json && Array.isArray(check.json.devices),
  },
  { section: '§8', statement: 'a body of more than --max-upload-size is refused with 413' },
];
