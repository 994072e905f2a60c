import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { providerById } from '../../core/providers/registry.ts';
import { takes } from '../../core/uploads/plan/limits.ts';
import type { FittingReference } from '../../core/workflow/mediaInput.ts';
import { withoutAnnotation } from '../../core/workflow/paths/comfyAnnotation.ts';
import { extensionOfName } from '../../core/workflow/scan/mediaName.ts';
import type { OwnConnections } from '../connections/ownConnections.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';

/**
 * The form of an upload's reference that works at a place in a document: a RunningHub file name in a node, its download
 * URL in a model's parameter. `undefined` where none of them does.
 */
export function fittingReference(record: UploadRecord, fits: readonly FittingReference[]): Reference | undefined {
  const references = [record.reference, ...record.alternatives];
  for (const { provider, form } of fits) {
    const found = provider === record.provider ? references.find((reference) => reference.form === form) : undefined;
    if (found) {
      return found;
    }
  }
  return undefined;
}

/**
 * Those of providers that have a connection, and of a storage's links those that a connection gives: nobody is offered what
 * they would have to set up first.
 */
export function usableFits(
  connections: Pick<OwnConnections, 'has' | 'of'>,
  fits: readonly FittingReference[],
): readonly FittingReference[] {
  return fits.filter(({ provider: id, form }) => {
    const provider = providerById(id);
    const { givesLinks } = provider;
    return (
      connections.has(id) &&
      (!givesLinks || connections.of(provider).some(({ options = {} }) => givesLinks(options).form === form))
    );
  });
}

/** Providers whose references fit, each once, the best first. */
export function fittingProviders(fits: readonly FittingReference[]): readonly ProviderId[] {
  return [...new Set(fits.map((each) => each.provider))];
}

/**
 * The same without those that refuse a file of this name: an action must not offer what has to fail. The name decides,
 * because nothing is read before a person has chosen; the upload itself goes by the content.
 * @param name of the file, or a path that ends in it
 */
export function providersTaking(fits: readonly FittingReference[], name: string): readonly Provider[] {
  const mediaType = mediaTypeOfName(withoutAnnotation(name).trimEnd());
  return fittingProviders(fits)
    .map((id) => providerById(id))
    .filter((provider) => mediaType !== undefined && takes(provider, mediaType));
}

/** Why no provider whose references fit takes a file of this name; `undefined` where one does. */
export function unsupportedReason(fits: readonly FittingReference[], name: string): ShownText | undefined {
  if (providersTaking(fits, name).length > 0) {
    return undefined;
  }
  const [only, ...others] = fittingProviders(fits);
  const extension = shown(`.${extensionOfName(name) ?? ''}`);
  if (only === undefined) {
    return l10n.t('No provider has a reference that works here.');
  }
  return others.length === 0
    ? l10n.t("{0} doesn't support {1} files.", shown(providerById(only).label), extension)
    : l10n.t('No provider that this workflow can use supports {0} files.', extension);
}
