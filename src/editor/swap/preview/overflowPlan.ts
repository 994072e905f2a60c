import { Uri } from 'vscode';
import { UploadError } from '../../../core/errors.ts';
import type { FailedItem } from '../../../core/outcome.ts';
import { type Account, accountScope } from '../../../core/uploads/accounts/account.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import { isRefusal, overflowQuestion, planOverflow } from '../../../core/uploads/plan/overflow.ts';
import type { PlanQuestion } from '../../../core/uploads/plan/planUploads.ts';
import type { OverflowPlan, PlannedUpload, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import { accountWithoutKey } from '../../connections/openAccount.ts';
import { linkStorages } from '../../overflow/linkStorages.ts';
import { useLinkText } from '../../overflow/useLink.ts';
import type { Services } from '../../services/services.ts';
import type { ShownText } from '../../text/shown.ts';

/** What every plan of these services is made by, whatever account it is for. */
export async function planQuestion(services: Services, account: Account): Promise<PlanQuestion> {
  const history = await services.history();
  return {
    account,
    scope: accountScope(account, history.accountSalt),
    history,
    reuse: services.settings.reuseUploads,
    now: Date.now(),
    uriOf: (file) => Uri.file(file).toString(),
  };
}

/**
 * How refused uploads of a plan would go to a storage: to the connection this workspace uses, else to the one that can take
 * most of them. Asks nothing.
 * @returns `undefined` where no link can take the place of any of them
 */
export async function overflowOf(
  services: Services,
  plan: UploadPlan,
  refused: readonly PlannedUpload[],
): Promise<OverflowPlan | undefined> {
  const found = refused.flatMap(({ file, places }) =>
    places.flatMap((place) => linkStorages(services, overflowQuestion(plan, file, place)) ?? []),
  );
  const [storage] = [...Map.groupBy(found, ({ id }) => id).values()].sort((a, b) => b.length - a.length);
  return storage?.[0] && planOverflow(plan, refused, await storageQuestion(services, storage[0]));
}

/** What can be done about files that a provider has refused. */
interface OverflowAfterFailure {
  readonly label: ShownText;
  readonly plans: readonly OverflowPlan[];
}

/** The same for uploads that have failed because they were refused. */
export async function overflowAfter(
  services: Services,
  plans: readonly UploadPlan[],
  failures: readonly FailedItem<PlannedUpload>[],
): Promise<OverflowAfterFailure | undefined> {
  const refused = failures.filter(({ error }) => isRefusal(error)).map(({ item }) => item);
  const found = await Promise.all(
    plans.map((plan) =>
      overflowOf(
        services,
        plan,
        plan.uploads.filter((upload) => refused.includes(upload)),
      ),
    ),
  );
  const [first, ...others] = found.filter((overflow) => overflow !== undefined);
  const connection = first?.account.connection;
  return first && connection && { label: useLinkText([connection]), plans: [first, ...others] };
}

/** A storage whose key is missing is planned for all the same: it is asked for once the storage is chosen. */
async function storageQuestion(services: Services, connection: Connection): Promise<PlanQuestion> {
  try {
    return await planQuestion(services, await services.accounts.current(connection));
  } catch (error) {
    if (!UploadError.is(error, 'keyMissing')) {
      throw error;
    }
    return { ...(await planQuestion(services, accountWithoutKey(services, connection))), reuse: false };
  }
}
