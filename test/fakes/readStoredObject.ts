import { createHash } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

/**
 * Reads an object with another client than the extension's, and writes the SHA-256 and the type of what it got as JSON; a
 * process of its own, because that client isn't made for VS Code's extension host.
 */
const [endpoint = '', credentials = '', bucket = '', key = ''] = process.argv.slice(2);
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: JSON.parse(credentials),
});
try {
  const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  console.log(JSON.stringify({ sha256: createHash('sha256').update(bytes).digest('hex'), type: ContentType }));
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.name : String(error) }));
}
