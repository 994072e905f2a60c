import { l10n } from 'vscode';
import type { UploadError } from '../../core/errors.ts';
import { formatBytes } from './figures.ts';

/** Something a person can do about a failure, with one click. */
export type FailureAction = 'setApiKey' | 'retry' | 'showLog' | 'openSetting' | 'openDocumentation';

export interface Explanation {
  /** What happened, to which file, at which provider, and what to do next. */
  readonly message: string;
  readonly actions: readonly FailureAction[];
}

/** Turns a failure into a sentence for people. The provider's own words are passed on where it said something useful. */
export function explainFailure(error: UploadError, providerLabel: string | undefined): Explanation {
  const file = error.fileName ?? l10n.t('The file');
  const provider = providerLabel ?? l10n.t('The provider');
  const { details } = error;
  const said = details.providerMessage ? ` ${l10n.t('It said: {0}', details.providerMessage)}` : '';
  const host = details.host ?? provider;
  const explain = (message: string, ...actions: FailureAction[]): Explanation => ({ message, actions });
  switch (error.code) {
    case 'fileMissing':
      return explain(l10n.t('{0} was not found. It may have been moved or deleted.', file));
    case 'fileUnreadable':
      return explain(l10n.t('{0} could not be read. Check its permissions.', file), 'showLog');
    case 'notAFile':
      return explain(l10n.t('{0} is not a file. Pick media files, or a folder that holds some.', file));
    case 'fileEmpty':
      return explain(l10n.t('{0} is empty. There is nothing to upload.', file));
    case 'fileTooSmall':
      return explain(
        l10n.t(
          '{0} is too small for {1}: it has {2}, at least {3} are needed.',
          file,
          provider,
          size(details.size),
          size(details.limit),
        ),
        'openDocumentation',
      );
    case 'fileTooLarge':
      return explain(
        l10n.t(
          '{0} is too large for {1}: it has {2}, at most {3} are taken. Nothing was sent.',
          file,
          provider,
          size(details.size),
          size(details.limit),
        ),
        'openDocumentation',
      );
    case 'imageTooLarge':
      return explain(
        l10n.t(
          '{0} has too many pixels for {1}: {2} × {3}. Scale it down and upload it again.',
          file,
          provider,
          details.width ?? 0,
          details.height ?? 0,
        ),
        'openDocumentation',
      );
    case 'typeUnsupported':
      return explain(
        details.mediaType
          ? l10n.t('{1} does not take {0}: its content is {2}.', file, provider, details.mediaType)
          : l10n.t('{0} is not a media file: its content is no known image, video, audio or ZIP.', file),
        ...(details.mediaType ? (['openDocumentation'] as const) : []),
      );
    case 'changedWhileReading':
      return explain(
        l10n.t(
          '{0} changed while it was being uploaded, so the upload was discarded. Try again once it is complete.',
          file,
        ),
        'retry',
      );
    case 'outsideWorkspace':
      return explain(
        l10n.t(
          '{0} lies outside this workspace, so a document cannot send it. Upload it yourself from the Explorer or a file dialog.',
          file,
        ),
      );
    case 'workspaceUntrusted':
      return explain(l10n.t('{0} was not sent, because this workspace is not trusted.', file));
    case 'endpointInvalid':
      return explain(
        l10n.t(
          'The endpoint set for {0} cannot be used. It must be an https address; plain http works for this machine only.',
          provider,
        ),
        'openSetting',
      );
    case 'keyMissing':
      return explain(l10n.t('{0} needs an API key before {1} can be uploaded.', provider, file), 'setApiKey');
    case 'keyRejected':
      return explain(l10n.t('{0} did not accept the API key.', provider) + said, 'setApiKey', 'showLog');
    case 'quotaExceeded':
      return explain(
        l10n.t('{0} reports that the account has no credits left, so {1} was not uploaded.', provider, file) + said,
        'openDocumentation',
      );
    case 'subscriptionInactive':
      return explain(
        l10n.t('{0} reports an inactive subscription or a reached limit, so {1} was not uploaded.', provider, file) +
          said,
        'openDocumentation',
      );
    case 'unreachable':
      return explain(
        l10n.t('{0} could not be reached. Check the connection and the endpoint.', host),
        'retry',
        'openSetting',
        'showLog',
      );
    case 'connectTimeout':
      return explain(
        l10n.t('{0} did not answer in time. Check the connection, a proxy and the endpoint.', host),
        'retry',
        'openSetting',
        'showLog',
      );
    case 'idleTimeout':
      return explain(l10n.t('{0} fell silent while {1} was being uploaded.', provider, file), 'retry', 'showLog');
    case 'connectionLost':
      return explain(
        l10n.t('The connection to {0} was lost while {1} was being uploaded.', provider, file),
        'retry',
        'showLog',
      );
    case 'tlsFailed':
      return explain(
        l10n.t('No secure connection to {0} could be made. Check the certificate and proxy settings.', host),
        'showLog',
      );
    case 'redirected':
      return explain(
        l10n.t(
          '{0} answered with a redirect, which is not followed so that your key and file go nowhere else. Check the endpoint.',
          provider,
        ),
        'openSetting',
        'showLog',
      );
    case 'unsafeUploadUrl':
      return explain(
        l10n.t('{0} named an upload address that is not safe to use, so {1} was not sent.', provider, file),
        'showLog',
      );
    case 'rateLimited':
      return explain(
        l10n.t('{0} is receiving too many requests. Wait a little and upload {1} again.', provider, file) + said,
        'retry',
      );
    case 'serverError':
      return explain(
        l10n.t('{0} had a problem of its own while {1} was being uploaded.', provider, file) + said,
        'retry',
        'showLog',
      );
    case 'tooLargeForServer':
      return explain(
        error.provider === 'comfyServer'
          ? l10n.t('{0} is larger than this ComfyUI server takes. Start it with a higher --max-upload-size.', file)
          : l10n.t('{0} refused {1} because it is too large.', provider, file) + said,
        'showLog',
      );
    case 'rejected':
      return explain(l10n.t('{0} refused {1}.', provider, file) + said, 'showLog');
    case 'unexpectedReply':
      return explain(
        l10n.t('{0} gave an answer that makes no sense here. Check that the endpoint is right.', provider) + said,
        'retry',
        'openSetting',
        'showLog',
      );
  }
}

function size(bytes: number | undefined): string {
  return formatBytes(bytes ?? 0);
}
