import { isCredentialLink } from '../../core/check/credentialLink.ts';
import type { WorkflowFinding } from '../check/checkForProgramme.ts';
import type { UnresolvedInput } from '../swap/resolved/resolveUnattended.ts';

/** A workflow of ten thousand inputs would fill what a model reads at once. */
const maxListed = 100;
/** UTF-16 units. Paths are shorter; an image written into a document as `data:` has megabytes. */
const maxValueLength = 1_000;

/** What a language model learns of the findings of a check. */
export function findingsForModel(findings: readonly WorkflowFinding[]): object {
  const more = findings.length - maxListed;
  return {
    findings: findings.slice(0, maxListed).map(({ path, value, problem, isBlocking, endsAt }) => ({
      jsonPath: path,
      problem,
      isBlocking,
      value: valueForModel(value),
      ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
    })),
    ...(more > 0 ? { moreFindings: more } : {}),
  };
}

/** What a language model learns of the inputs that still name local files. */
export function problemsForModel(problems: readonly UnresolvedInput[]): object {
  const more = problems.length - maxListed;
  return {
    problems: problems
      .slice(0, maxListed)
      .map(({ path, value, code }) => ({ jsonPath: path, localPath: valueForModel(value), code })),
    ...(more > 0 ? { moreProblems: more } : {}),
  };
}

/** A model passes on what it reads: whatever else is wrong with a signed link, what makes it a credential stays here. */
function valueForModel(value: string): string {
  if (isCredentialLink(value)) {
    // The name and the password in front of the host are left out as well.
    const { origin, pathname } = new URL(value);
    return `${origin}${pathname.slice(0, maxValueLength)}?…`;
  }
  return value.length > maxValueLength ? `${value.slice(0, maxValueLength).split(/[?#]/, 1)[0]}…` : value;
}
