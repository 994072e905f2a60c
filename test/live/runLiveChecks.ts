import { parseEndpoint } from '../../src/core/http/guards/endpointUrl.ts';
import type { HttpClient } from '../../src/core/http/httpClient.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import { checkProvider } from './checkProvider.ts';
import { type LiveCheck, liveChecks, variableOf } from './liveChecks.ts';
import { checkedFacts, type Outcome } from './report.ts';

/** Environment variables: keys and addresses. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Checks the providers whose keys are in the environment, one after the other. */
export async function runLiveChecks(environment: Environment, client: HttpClient): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const check of liveChecks) {
    outcomes.push(await outcomeOf(check, environment, client));
  }
  return outcomes;
}

async function outcomeOf(check: LiveCheck, environment: Environment, client: HttpClient): Promise<Outcome> {
  const provider = providerById(check.provider);
  const { label, defaultEndpoint, keyUrl } = provider;
  const { endpointVariable, options, facts } = check;
  const variable = variableOf(check);
  const value = environment[variable]?.trim() ?? '';
  if (value === '') {
    return { type: 'skipped', label, variable };
  }
  try {
    const endpoint = parseEndpoint(environment[endpointVariable] ?? defaultEndpoint ?? '', provider);
    const account = { provider, endpoint, options, key: keyUrl === undefined ? '' : value };
    return { type: 'checked', label, facts: checkedFacts(facts, await checkProvider(check, account, client)) };
  } catch (error) {
    return { type: 'failed', label, error };
  }
}
