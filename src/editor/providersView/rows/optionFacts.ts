import { withDefaults } from '../../../core/providers/connectionOption.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import { optionFact } from '../../text/connectionOptionText.ts';
import type { Fact } from './providerNodes.ts';

/** The options in force of a connection, such as its bucket, without those that mean nothing with the others. */
export function optionFacts({ provider, options = {} }: Connection): readonly Fact[] {
  const { connectionOptions = [] } = provider;
  const complete = withDefaults(connectionOptions, options);
  return connectionOptions
    .filter(({ name, isAsked }) => complete[name] !== '' && isAsked?.(complete) !== false)
    .map((option) => ({ ...optionFact(option, complete[option.name] ?? ''), icon: 'symbol-property' }));
}
