import { workspace } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { isCredential } from '../../core/providers/registry.ts';

interface RecordOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Leaves out links that let whoever reads them download the file. */
  readonly withholdsCredentials?: boolean;
}

/** What a language model learns of an upload. */
export function recordForModel(record: UploadRecord, { now, withholdsCredentials = false }: RecordOptions): object {
  const { reference, alternatives, provider, fileName, mediaType, size, uploadedAt } = record;
  const withheld = withholdsCredentials && isCredential(provider, reference.form);
  const others = alternatives.filter(({ form }) => !withholdsCredentials || !isCredential(provider, form));
  return {
    file: pathOf(record) ?? fileName,
    provider,
    ...(withheld
      ? {
          referenceWithheld:
            'The link is a credential. Upload the file again to get it, which sends nothing if it is still there.',
        }
      : { reference: reference.value, form: reference.form }),
    ...(!withheld && isCredential(provider, reference.form)
      ? {
          warning:
            'Anyone who has this link can download the file until it ends. Put it nowhere it would be published.',
        }
      : {}),
    ...(others.length > 0 ? { otherForms: others.map(({ form, value }) => ({ form, reference: value })) } : {}),
    lifetime: lifetimeOf(record, now),
    mediaType,
    bytes: size,
    uploadedAt: new Date(uploadedAt).toISOString(),
  };
}

/** Relative to the workspace, where the file lies in it. */
function pathOf({ fileUri }: UploadRecord): string | undefined {
  const path = workspace.asRelativePath(fileUri);
  return path === fileUri ? undefined : path;
}

function lifetimeOf({ reference }: UploadRecord, now: number): string {
  if (reference.expiresAt !== undefined) {
    const end = new Date(reference.expiresAt).toISOString();
    return reference.expiresAt <= now ? `ended ${end}` : `until ${end}`;
  }
  return reference.lifetime.type === 'kept' ? 'kept until deleted' : 'not documented by the provider';
}
