/** UTF-16 units; services refuse longer addresses. */
const maxLinkLength = 8192;

/**
 * Query parameters with which storage services sign links, in lower case: Amazon S3 and compatible ones (both versions of
 * its signature), Google Cloud Storage, Azure (`sig`), CloudFront (`signature` beside `key-pair-id`), Tencent COS and Alibaba
 * Cloud OSS.
 */
const signatures: ReadonlySet<string> = new Set([
  'x-amz-signature',
  'x-goog-signature',
  'x-oss-signature',
  'q-signature',
  'signature',
  'sig',
]);

/**
 * Whether a link opens a file for whoever has it: it carries a signature, or a password. In a document that is shared it gives
 * away what it leads to.
 */
export function isCredentialLink(link: string): boolean {
  if (link.length > maxLinkLength || !URL.canParse(link)) {
    return false;
  }
  const { protocol, password, searchParams } = new URL(link);
  return (
    /^https?:$/.test(protocol) &&
    (password !== '' || [...searchParams].some(([name, value]) => value !== '' && signatures.has(name.toLowerCase())))
  );
}
