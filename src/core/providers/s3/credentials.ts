import { UploadError } from '../../errors.ts';
import { type KeyPart, readKeyParts } from '../connectionOption.ts';

/** What signs requests. The names of the variables are those of AWS's own tools, which other services' users know as well. */
export const s3KeyParts: readonly KeyPart[] = [
  {
    name: 'accessKeyId',
    label: 'Access key ID',
    variable: 'AWS_ACCESS_KEY_ID',
    isSecret: false,
    isOptional: false,
  },
  {
    name: 'secretAccessKey',
    label: 'Secret access key',
    variable: 'AWS_SECRET_ACCESS_KEY',
    isSecret: true,
    isOptional: false,
  },
  { name: 'sessionToken', label: 'Session token', variable: 'AWS_SESSION_TOKEN', isSecret: true, isOptional: true },
];

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only with temporary credentials. */
  readonly sessionToken: string | undefined;
}

/** @throws UploadError `keyMissing` for a key that isn't complete */
export function readCredentials(key: string): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken } = readKeyParts(s3KeyParts, key) ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UploadError('keyMissing', 'The access key is incomplete');
  }
  return { accessKeyId, secretAccessKey, sessionToken };
}
