import type { ConnectionPreset } from '../provider.ts';

/**
 * The endpoints of common services, from their documentation. In an endpoint, `{region}` and names in the same form stand for
 * what the person enters.
 */
export const s3Presets: readonly ConnectionPreset[] = [
  {
    label: 'AWS S3',
    endpoint: 'https://s3.{region}.amazonaws.com',
    options: { style: 'virtualHost' },
    asks: ['region'],
    documentationUrl: 'https://docs.aws.amazon.com/general/latest/gr/s3.html',
  },
  {
    label: 'Cloudflare R2',
    endpoint: 'https://{accountId}.r2.cloudflarestorage.com',
    options: { region: 'auto', style: 'path' },
    asks: ['accountId'],
    documentationUrl: 'https://developers.cloudflare.com/r2/api/s3/api/',
  },
  {
    label: 'MinIO',
    endpoint: 'http://127.0.0.1:9000',
    options: { region: 'us-east-1', style: 'path' },
    asks: ['endpoint'],
    documentationUrl: 'https://docs.min.io/',
  },
  {
    label: 'Backblaze B2',
    endpoint: 'https://s3.{region}.backblazeb2.com',
    options: { style: 'path' },
    asks: ['region'],
    documentationUrl: 'https://www.backblaze.com/docs/cloud-storage-call-the-s3-compatible-api',
  },
  {
    label: 'Tencent COS',
    endpoint: 'https://cos.{region}.myqcloud.com',
    // "Buckets created after January 1, 2024 do not support path-style domain names."
    options: { style: 'virtualHost' },
    asks: ['region'],
    documentationUrl: 'https://www.tencentcloud.com/document/product/436/34688',
  },
  {
    label: 'Aliyun OSS',
    endpoint: 'https://s3.oss-{region}.aliyuncs.com',
    // "OSS supports only virtual hosted-style requests."
    options: { style: 'virtualHost' },
    asks: ['region'],
    documentationUrl: 'https://www.alibabacloud.com/help/en/oss/developer-reference/use-amazon-s3-sdks-to-access-oss',
  },
  {
    label: 'Wasabi',
    endpoint: 'https://s3.{region}.wasabisys.com',
    // "Wasabi recommends using path-style requests … the greatest flexibility in bucket names."
    options: { style: 'path' },
    asks: ['region'],
    documentationUrl: 'https://docs.wasabi.com/docs/what-are-the-service-urls-for-wasabis-different-storage-regions',
  },
  {
    label: 'DigitalOcean Spaces',
    endpoint: 'https://{region}.digitaloceanspaces.com',
    options: { style: 'virtualHost' },
    asks: ['region'],
    documentationUrl: 'https://docs.digitalocean.com/products/spaces/reference/s3-compatibility/',
  },
  {
    label: 'Other',
    endpoint: 'https://',
    options: {},
    asks: ['endpoint', 'region'],
    documentationUrl: undefined,
  },
];
