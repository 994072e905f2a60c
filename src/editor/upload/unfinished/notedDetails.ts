import * as v from 'valibot';
import type { CertificateProblem, EndpointProblem, ReplyProblem, StorageOperation } from '../../../core/errors.ts';

/** All values of a union; one that is missing doesn't compile. */
type All<T extends string> = Readonly<Record<T, true>>;

const endpointProblems: All<EndpointProblem> = {
  notUrl: true,
  schemeMissing: true,
  schemeUnsupported: true,
  plainHttp: true,
  publicPlainHttp: true,
  plainHttpNotAllowed: true,
  unspecifiedAddress: true,
  credentials: true,
  query: true,
  path: true,
  noSubdomain: true,
};

const replyProblems: All<ReplyProblem> = {
  webPage: true,
  otherServer: true,
  wrongPath: true,
  passwordRequired: true,
  tokenRequired: true,
  accessDenied: true,
  originRule: true,
  proxyLimit: true,
  httpsRequired: true,
  unusableName: true,
};

const certificateProblems: All<CertificateProblem> = {
  unknownIssuer: true,
  expired: true,
  notYetValid: true,
  otherHost: true,
  noTls: true,
};

const storageOperations: All<StorageOperation> = { read: true, write: true, delete: true };

const oneOf = <T extends string>(all: All<T>) => v.fallback(v.optional(v.picklist(Object.keys(all) as T[])), undefined);

const whole = v.fallback(v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))), undefined);
const milliseconds = v.fallback(v.optional(v.pipe(v.number(), v.safeInteger())), undefined);
const line = v.fallback(v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(1000))), undefined);

/**
 * What the sentence about a failure needs beside its code, in the form in which the workspace state keeps it. A detail that
 * can't be used, such as one that only a newer version knows, is left out: the failed upload itself must stay listed.
 */
export const notedDetails = v.object({
  mediaType: line,
  size: whole,
  limit: whole,
  width: whole,
  height: whole,
  status: whole,
  providerMessage: line,
  host: line,
  proxy: line,
  server: line,
  serverOption: line,
  operation: oneOf(storageOperations),
  option: line,
  bucket: line,
  bucketRegion: line,
  endpointProblem: oneOf(endpointProblems),
  replyProblem: oneOf(replyProblems),
  certificateProblem: oneOf(certificateProblems),
  clockOffset: milliseconds,
});
