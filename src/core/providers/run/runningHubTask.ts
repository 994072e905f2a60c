import { isObject } from '../replies/replyFields.ts';
import { propertiesOf, withVariables } from './rootProperties.ts';
import { bearer, type RunCall, type RunDocument, type RunPlan, type Variable, wholeText } from './runCall.ts';

/** A call that runs a `nodeInfoList`, and the property that says of what. */
interface TaskCall {
  readonly path: string;
  readonly id: 'webappId' | 'workflowId';
  /** What holds the id where the document doesn't. */
  readonly variable: string;
}

const app: TaskCall = { path: 'task/openapi/ai-app/run', id: 'webappId', variable: 'RUNNINGHUB_WEBAPP_ID' };
const workflow: TaskCall = { path: 'task/openapi/create', id: 'workflowId', variable: 'RUNNINGHUB_WORKFLOW_ID' };

/**
 * `POST /task/openapi/ai-app/run` for an AI app, `/task/openapi/create` for a workflow: a `nodeInfoList` with the id of
 * either, and the key in the body as well as in the header. Without an id, the list may be for both.
 */
export function runningHubTask(document: RunDocument): RunPlan {
  const { value } = document;
  // An empty list without anything around it could be anybody's.
  if (!isNodeInfoList(isObject(value) ? value.nodeInfoList : value) || (Array.isArray(value) && value.length === 0)) {
    return { problem: 'otherFormat' };
  }
  const hasApp = isObject(value) && isId(value.webappId);
  const hasWorkflow = isObject(value) && isId(value.workflowId);
  if (hasApp !== hasWorkflow) {
    return { calls: [callOf(document, hasApp ? app : workflow, true)] };
  }
  return { calls: [callOf(document, app, hasApp), callOf(document, workflow, hasWorkflow)] };
}

function isNodeInfoList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && 'nodeId' in item && 'fieldName' in item);
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function callOf(document: RunDocument, { path, id, variable }: TaskCall, hasId: boolean): RunCall {
  const variables: Readonly<Record<string, Variable>> = {
    ...(document.key === undefined ? {} : { apiKey: document.key }),
    ...(hasId ? {} : { [id]: { variable } }),
  };
  const body = isObject(document.value)
    ? withVariables(document.text, variables)
    : ['{', ...propertiesOf(variables), '"nodeInfoList":', wholeText(document), '}'];
  return { path: [path], headers: bearer(document.key), body };
}
