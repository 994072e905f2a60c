import assert from 'node:assert/strict';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { type RunCall, type RunPlan, readRunDocument } from '../../../../src/core/providers/run/runCall.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import { curlCommand } from '../../../../src/core/uploads/handOver/curlCommand.ts';
import { keyVariable, runRequest } from '../../../../src/core/uploads/handOver/runRequest.ts';
import type { ShellKind } from '../../../../src/core/uploads/handOver/shells.ts';
import { findKeysInSlices } from '../../../../src/core/workflow/scan/keysInFile.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

/** An account as it stands in a window where nobody has changed a setting. */
export function accountAt(provider: ProviderId, changes: Partial<Account> = {}): Account {
  const found = providerById(provider);
  return { provider: found, endpoint: new URL(found.defaultEndpoint ?? ''), key: '', options: {}, ...changes };
}

/** How an account's provider runs a document. */
export function planFor(account: Account, text: string): RunPlan {
  const document = readRunDocument(text, keyVariable(account));
  assert.ok(document, 'not JSON');
  const plan = account.provider.runPlan?.(document);
  assert.ok(plan, `${account.provider.label} runs nothing`);
  return plan;
}

/** The calls that run it. */
export function callsFor(account: Account, text: string): readonly RunCall[] {
  const plan = planFor(account, text);
  assert.ok('calls' in plan, JSON.stringify(plan));
  return plan.calls;
}

/** The command that runs a document. @param index of the call, where there are several */
export async function curlFor(
  account: Account,
  text: string,
  { shell = 'posix', index = 0 }: { readonly shell?: ShellKind; readonly index?: number } = {},
): Promise<string> {
  const call = callsFor(account, text)[index];
  assert.ok(call);
  const trimmed = text.trim();
  const keys = await findKeysInSlices(trimmed, scanWorkflow(trimmed).dialect);
  return curlCommand(runRequest(account, call, { text: trimmed, keys }), shell);
}
