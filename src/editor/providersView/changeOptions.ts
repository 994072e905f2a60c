import { withDefaults } from '../../core/providers/connectionOption.ts';
import type { ProviderOptions } from '../../core/providers/providerSetting.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { updateConnections } from '../connections/connectionSettings.ts';
import { askInTurn, type Box } from '../display/boxes.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { joined } from '../text/shown.ts';
import { labelOf } from './adding/connectionQuestion.ts';
import { optionBox } from './adding/optionBoxes.ts';
import { savingProblem } from './savingProblem.ts';

/**
 * Asks for each option of a connection, with what it is now, and saves them once the last one is answered.
 * @returns whether they were saved
 */
export async function changeOptions({ log, settings }: Services, connection: Connection): Promise<boolean> {
  const { connectionOptions = [] } = connection.provider;
  let written: ProviderOptions = connection.options ?? {};
  const asked = {
    label: labelOf(connection),
    options: connectionOptions,
    log,
    written: () => written,
    write: (name: string, text: string) => {
      const { [name]: _former, ...others } = written;
      written = text === '' ? others : { ...others, [name]: text };
    },
  };
  const boxes = (): readonly Box[] => {
    const complete = withDefaults(connectionOptions, written);
    return connectionOptions
      .filter(({ isAsked }) => isAsked?.(complete) !== false)
      .map((option) => optionBox(asked, option));
  };
  if ((await askInTurn(boxes, false)) !== 'accepted') {
    return false;
  }
  const save = () =>
    updateConnections(settings, (all) =>
      all.map((each) => (each.id === connection.id ? { ...each, options: written } : each)),
    );
  const problem = await savingProblem(save);
  if (problem !== undefined) {
    void window.showErrorMessage(
      joined([l10n.t("The options of {0} weren't saved.", labelOf(connection)), problem], ' '),
    );
  }
  return problem === undefined;
}
