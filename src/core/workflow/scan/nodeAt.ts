import type { JsonPath } from '../mediaInput.ts';

/** The node or task that a value of a workflow belongs to, as its author knows it. */
export interface WorkflowNode {
  readonly id: string | undefined;
  /** The title the author gave it, else the name of its class or type. */
  readonly title: string | undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Finds the innermost node around a value: of either ComfyUI format, of RunningHub's `nodeInfoList`, or a Runware task.
 *
 * @param root the parsed document
 */
export function nodeAt(root: unknown, path: JsonPath): WorkflowNode | undefined {
  let found: WorkflowNode | undefined;
  let value = root;
  for (const [index, key] of path.entries()) {
    if (isObject(value)) {
      found = nodeOf(value, path[index - 1]) ?? found;
    }
    value = isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  }
  return found;
}

function nodeOf(value: JsonObject, key: string | number | undefined): WorkflowNode | undefined {
  const { class_type: className, _meta: meta, widgets_values: widgets, type, taskType, nodeId } = value;
  if (typeof className === 'string') {
    return { id: textOf(key), title: (isObject(meta) ? textOf(meta.title) : undefined) ?? className };
  }
  if (widgets !== undefined && typeof type === 'string') {
    return { id: textOf(value.id), title: textOf(value.title) ?? type };
  }
  if (typeof taskType === 'string') {
    return { id: textOf(value.taskUUID), title: taskType };
  }
  return nodeId === undefined
    ? undefined
    : { id: textOf(nodeId), title: textOf(value.nodeName) ?? textOf(value.fieldName) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}
