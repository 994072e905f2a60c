import { day } from '../../units.ts';
import { type ConnectionOption, readOptions, withDefaults } from '../connectionOption.ts';
import type { ProviderOptions } from '../providerSetting.ts';
import { encodedPath, isUsableKey, maxKeyNameLength, prefixSegments } from './objectKey.ts';

/** "Presigned URLs … can be valid for at most seven days." */
const maxLinkLifetime = 604_800;
const minLinkLifetime = 60;
/** Characters of a link; longer ones don't survive every server on the way. */
export const maxLinkLength = 2048;

const wholeNumber = /^[1-9]\d{0,8}$/;
/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; older buckets may have capitals and underscores. */
const bucketName = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i;

/** What a connection to an S3-compatible storage says beside its endpoint. */
export const s3ConnectionOptions: readonly ConnectionOption[] = [
  {
    name: 'region',
    description: "The bucket's region, which is part of every signature.",
    format: 'Enter the region as your service names it, such as `eu-central-1`.',
    default: 'us-east-1',
    accepts: (text) => /^[a-z0-9-]{1,63}$/i.test(text),
  },
  {
    name: 'bucket',
    description: 'The bucket that files go to. It must exist.',
    format: "Enter only the bucket's name: 3 to 63 letters, digits, dots, hyphens and underscores.",
    default: '',
    accepts: (text) => bucketName.test(text) && !text.includes('..'),
  },
  {
    name: 'prefix',
    description: 'What the keys of objects start with, like a folder; `/` for the top of the bucket.',
    format: 'Enter it like a folder, without `.` or `..`, such as `workflow-assets/inputs`.',
    default: 'workflow-assets',
    accepts: isUsableKey,
  },
  {
    name: 'links',
    description: 'What kind of link an upload gives.',
    format: 'Choose `presigned` or `public`.',
    default: 'presigned',
    choices: {
      presigned: 'A signed link that works for a limited time. Whoever has it can download the file until then.',
      public: 'A link below `publicBaseUrl`, which works for as long as the object is there and public.',
    },
    accepts: (text) => text === 'presigned' || text === 'public',
  },
  {
    name: 'linkLifetime',
    description: 'How long a presigned link works, in seconds.',
    format: 'Enter a number of seconds from 60 to 604800 (7 days).',
    default: String(maxLinkLifetime),
    isAsked: ({ links }) => links === 'presigned',
    accepts: (text) => wholeNumber.test(text) && Number(text) >= minLinkLifetime && Number(text) <= maxLinkLifetime,
  },
  {
    name: 'publicBaseUrl',
    description: 'The address below which the objects of the bucket are public, such as that of a CDN.',
    format: 'Enter a web address without a query or fragment, such as `https://cdn.example.com`.',
    default: '',
    isAsked: ({ links }) => links === 'public',
    accepts: (text, { links, prefix = '' }) =>
      (text === '' && links !== 'public') || isBaseUrl(text, encodedPath(prefixSegments(prefix))),
  },
  {
    name: 'expiresAfterDays',
    description:
      'After how many days a lifecycle rule of the bucket deletes objects. Empty where there is no such rule; public links then show no end.',
    format: 'Enter a whole number of days.',
    default: '',
    isAsked: ({ links }) => links === 'public',
    accepts: (text) => text === '' || wholeNumber.test(text),
  },
  {
    name: 'style',
    description: 'How requests name the bucket.',
    format: 'Choose `path` or `virtualHost`.',
    default: 'path',
    choices: {
      path: 'In the path: `https://host/bucket/key`.',
      virtualHost: 'In front of the host: `https://bucket.host/key`.',
    },
    accepts: (text, { bucket = '' }) => text === 'path' || (text === 'virtualHost' && !/[^a-z0-9-]/.test(bucket)),
  },
];

function isBaseUrl(text: string, prefix: string): boolean {
  if (!URL.canParse(text) || normalisedBase(text).length + 1 + prefix.length + 1 + maxKeyNameLength > maxLinkLength) {
    return false;
  }
  const { protocol, username, password } = new URL(text);
  const isPlainAddress = username === '' && password === '' && !/[?#\s]/.test(text);
  return (protocol === 'https:' || protocol === 'http:') && isPlainAddress;
}

/** The options of a connection, checked and in the types in which they are used. */
export interface S3Options {
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  /** Whether the bucket's name stands in front of the host. */
  readonly isVirtualHost: boolean;
  /** Without slashes at its end; `undefined` where links are presigned. */
  readonly publicBaseUrl: string | undefined;
  /** How long a presigned link works, in milliseconds. */
  readonly linkLifetime: number;
  /** How long after it was written an object is deleted, in milliseconds; `undefined` where nothing deletes it. */
  readonly objectLifetime: number | undefined;
}

/** @throws UploadError `optionInvalid` */
export function readS3Options(written: ProviderOptions): S3Options {
  return typed(readOptions(s3ConnectionOptions, written));
}

/** The same unchecked, for what is only shown: an upload fails with options that can't be used. */
export function assumedS3Options(written: ProviderOptions): S3Options {
  return typed(withDefaults(s3ConnectionOptions, written));
}

function typed(options: ProviderOptions): S3Options {
  const { region = '', bucket = '', prefix = '', style, links, linkLifetime, publicBaseUrl = '' } = options;
  const { expiresAfterDays = '' } = options;
  return {
    region,
    bucket,
    prefix,
    isVirtualHost: style === 'virtualHost',
    publicBaseUrl: links === 'public' ? normalisedBase(publicBaseUrl) : undefined,
    linkLifetime: Number(linkLifetime) * 1000,
    objectLifetime: expiresAfterDays === '' ? undefined : Number(expiresAfterDays) * day,
  };
}

/** As `URL` writes it, so that links are recognised by their beginning. */
function normalisedBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text).href : text;
  let end = url.length;
  while (url[end - 1] === '/') {
    end--;
  }
  return url.slice(0, end);
}
