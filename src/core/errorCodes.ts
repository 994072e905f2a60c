/**
 * Everything that can go wrong between a file and a reference, one stable code each. The editor turns a code into a
 * sentence and buttons (src/editor/text/failures.ts); nothing depends on the text of a message.
 */
export const uploadErrorCodes = [
  // the file
  'fileMissing',
  'fileUnreadable',
  'fileRemoved',
  'notAFile',
  'fileEmpty',
  'noImages',
  'fileTooSmall',
  'fileTooLarge',
  'imageTooLarge',
  'typeUnsupported',
  'changedWhileReading',
  // what may be sent, and where to
  'outsideWorkspace',
  'workspaceUntrusted',
  'endpointInvalid',
  'connectionNotChosen',
  'connectionMissing',
  'optionInvalid',
  'wrongRegion',
  'bucketMissing',
  // the account
  'keyMissing',
  'keyRejected',
  'credentialsExpired',
  'accessDenied',
  'quotaExceeded',
  'subscriptionInactive',
  // the network
  'unreachable',
  'connectionRefused',
  'connectTimeout',
  'idleTimeout',
  'connectionLost',
  'tlsFailed',
  'redirected',
  'unsafeUploadUrl',
  'clockWrong',
  // the server's response
  'rateLimited',
  'serverError',
  'tooLargeForServer',
  'queueFull',
  'notReady',
  'hashMismatch',
  'assetInUse',
  'rejected',
  'unexpectedReply',
] as const;

export type UploadErrorCode = (typeof uploadErrorCodes)[number];
