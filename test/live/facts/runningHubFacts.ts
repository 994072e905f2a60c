import { type Evidence, type Fact, lastOf } from '../evidence.ts';
import { asObject } from '../exchange.ts';

const dataOf = (evidence: Evidence) => asObject(lastOf(evidence)?.json.data);

export const runningHubFacts: readonly Fact[] = [
  {
    section: '§1.3',
    statement: 'an upload succeeds with HTTP 200 and code 0',
    seen: (evidence) => lastOf(evidence)?.status === 200 && lastOf(evidence)?.json.code === 0,
  },
  {
    section: '§1.3',
    statement: 'its size is the number of bytes, as text',
    seen: (evidence) => dataOf(evidence).size === `${evidence.sample.size}`,
  },
  {
    section: '§1.3',
    statement: 'its type is the kind of media',
    seen: (evidence) => dataOf(evidence).type === 'image',
  },
  {
    section: '§1.3',
    statement: 'fileName is openapi/ with 64 hexadecimal digits and the extension',
    seen: (evidence) => /^openapi\/[0-9a-f]{64}\.png$/.test(`${dataOf(evidence).fileName}`),
  },
  {
    section: '§1.2',
    statement: 'these digits are the SHA-256 of the content',
    seen: (evidence) => `${dataOf(evidence).fileName}`.includes(evidence.sample.sha256),
  },
  {
    section: '§1.3',
    statement: 'download_url gives the file without a key',
    seen: ({ leadsToSameBytes }) => leadsToSameBytes,
  },
  {
    section: '§8',
    statement: 'download_url is signed for 86,400 seconds',
    seen: (evidence) => {
      const link = URL.parse(`${dataOf(evidence).download_url}`);
      const [from, to] = (link?.searchParams.get('q-sign-time') ?? '').split(';').map(Number);
      return from === undefined || to === undefined ? undefined : to - from === 86_400;
    },
  },
  {
    section: '§5a',
    statement: 'accountStatus reports coins, as text',
    seen: ({ check }) => typeof asObject(check?.json.data).remainCoins === 'string',
  },
  {
    section: '§1.4',
    statement: 'a wrong key is refused with a code that stands for it',
    seen: ({ rejected }) => rejected && [-1, 401, 412, 801, 802, 811, 1002].includes(Number(rejected.json.code)),
  },
  { section: '§1.3', statement: 'download_url ends after one day' },
  { section: '§1.2', statement: 'a file of more than 30 MB is refused with code 809' },
];
