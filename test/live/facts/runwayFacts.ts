import { type Fact, lastOf } from '../evidence.ts';
import { asObject } from '../exchange.ts';

export const runwayFacts: readonly Fact[] = [
  {
    section: '§3.1',
    statement: 'a slot is HTTP 200 with uploadUrl, fields and runwayUri',
    seen: ({ upload: [slot] }) =>
      slot?.status === 200 && ['uploadUrl', 'fields', 'runwayUri'].every((name) => name in slot.json),
  },
  {
    section: '§3.1',
    statement: 'fields is an object of strings',
    seen: ({ upload: [slot] }) => {
      const values = Object.values(asObject(slot?.json.fields));
      return values.length > 0 && values.every((value) => typeof value === 'string');
    },
  },
  {
    section: '§3.1',
    statement: 'uploadUrl is on another host',
    seen: ({ upload: [slot] }) => URL.parse(`${slot?.json.uploadUrl}`)?.origin !== slot?.host,
  },
  {
    section: '§3.1',
    statement: 'runwayUri begins with runway://',
    seen: ({ uploaded }) => uploaded.reference.value.startsWith('runway://'),
  },
  {
    section: '§3.1',
    statement: 'the storage answers 204 without a body',
    seen: (evidence) => lastOf(evidence)?.status === 204 && lastOf(evidence)?.text === '',
  },
  {
    section: '§5a',
    statement: 'the organization reports its credits as a number',
    seen: ({ check }) => typeof check?.json.creditBalance === 'number',
  },
  {
    section: '§3.2',
    statement: 'a wrong key is refused with HTTP 401 and an error in words',
    seen: ({ rejected }) => rejected && rejected.status === 401 && typeof rejected.json.error === 'string',
  },
  { section: '§3.1', statement: 'runwayUri ends after 24 hours' },
  { section: '§3.1', statement: 'a slot can be used once' },
];
