import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type ParseError, parse } from 'jsonc-parser';
import { applyEdits, planRestore, planSwap } from '../../src/core/workflow/edit/swap.ts';
import type { Replacement, SkippedInput } from '../../src/core/workflow/edit/textEdit.ts';
import { valueOfToken } from '../../src/core/workflow/edit/writtenToken.ts';
import { assetAround } from '../../src/core/workflow/json/assetAround.ts';
import { pathAt } from '../../src/core/workflow/json/pathAt.ts';
import { stringAt } from '../../src/core/workflow/json/stringAt.ts';
import type { JsonPath, MediaInput, WorkflowScan } from '../../src/core/workflow/mediaInput.ts';
import { guessDialect } from '../../src/core/workflow/scan/guessDialect.ts';
import { scanWorkflow } from '../../src/core/workflow/scan/scanWorkflow.ts';
import { Random } from './random.ts';
import { mutate, workflowText } from './workflowTexts.ts';

/** The asset that takes the place of some inputs. */
const assetId = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';

export interface FuzzReport {
  readonly documents: number;
  /** How many of them were damaged. */
  readonly mutated: number;
  readonly valid: number;
  readonly inputs: number;
  readonly edits: number;
}

/**
 * Scans, swaps and restores `count` made-up documents, half of them damaged.
 * @throws AssertionError naming the seed and the number of the document that breaks a rule.
 */
export function fuzzWorkflows(count: number, seed: number): FuzzReport {
  const report = { documents: 0, mutated: 0, valid: 0, inputs: 0, edits: 0 };
  for (let number = 0; number < count; number++) {
    const random = new Random(seed * 1_000_003 + number);
    const whole = workflowText(random);
    const isMutated = random.chance(0.5);
    const text = isMutated ? mutate(whole, random) : whole;
    report.mutated += Number(isMutated);
    try {
      check(text, random, report);
    } catch (error) {
      throw new Error(`seed ${seed}, document ${number}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  return report;
}

function check(text: string, random: Random, report: { -readonly [key in keyof FuzzReport]: number }): void {
  const scan = scanWorkflow(text);
  const isValid = parsed(text) !== undefined;
  checkTokens(text, scan);
  checkLocally(text, scan, random, isValid);
  report.edits += checkSwap(text, scan, random, isValid);
  report.documents++;
  report.valid += isValid ? 1 : 0;
  report.inputs += scan.inputs.length;
}

/** Every token is a whole string or object of the text, and none overlaps the next. */
function checkTokens(text: string, scan: WorkflowScan): void {
  let end = 0;
  for (const input of scan.inputs) {
    assert.ok(input.offset >= end);
    end = input.offset + input.length;
    for (const { offset, length, value } of [input, ...input.linked]) {
      assert.equal(valueOfToken(text.slice(offset, offset + length)), value);
    }
    assert.equal(text[input.offset], input.writtenAs === undefined ? '"' : '{');
    assert.equal(input.writtenAs === undefined || scan.dialect === 'comfyApi', true);
    if (input.writtenAs === undefined) {
      assert.deepEqual(pathAt(text, input.offset), input.path);
    }
  }
}

/** What is found around an offset is what the scan found, as long as the text is JSON. */
function checkLocally(text: string, scan: WorkflowScan, random: Random, isValid: boolean): void {
  const anywhere = random.below(text.length + 1);
  guessDialect(text, anywhere);
  const found = stringAt(text, anywhere, 1 + random.below(2000));
  if (found !== undefined) {
    assert.equal(JSON.parse(text.slice(found.offset, found.offset + found.length)), found.value);
  }
  const input = random.oneOf(scan.inputs);
  if (isValid && input !== undefined) {
    const found = input.writtenAs === undefined ? stringAt(text, input.offset + 1, text.length) : assetIn(text, input);
    assert.equal(found?.offset, input.offset);
  }
}

function assetIn(text: string, { offset, length }: MediaInput): { readonly offset: number } | undefined {
  // Two braces and all that the object must have between them fit into what is read around any place in it.
  assert.equal(assetAround(text, offset), undefined);
  return assetAround(text, offset + length - 1);
}

function checkSwap(text: string, scan: WorkflowScan, random: Random, isValid: boolean): number {
  const replacements = scan.inputs
    .filter(() => random.chance(0.8))
    .map((input): Replacement => {
      const isAsset = scan.dialect === 'comfyApi' && random.chance(0.3);
      return isAsset ? { input, newValue: assetId, writtenAs: 'assetObject' } : { input, newValue: random.text() };
    });
  const plan = planSwap(text, replacements);
  const swapped = applyEdits(text, plan.edits);
  // Between the edited tokens nothing has moved.
  let before = 0;
  let after = 0;
  for (const { offset, length, newText } of plan.edits) {
    assert.equal(text.slice(before, offset), swapped.slice(after, after + offset - before));
    after += offset - before + newText.length;
    before = offset + length;
  }
  assert.equal(text.slice(before), swapped.slice(after));
  if (isValid) {
    checkSkipped(text, plan.skipped, replacements);
    checkValue(text, swapped, plan);
  }
  const restore = planRestore(swapped, plan.restorations);
  assert.deepEqual(restore.skipped, []);
  assert.equal(applyEdits(swapped, restore.edits), text);
  return plan.edits.length;
}

/** In valid JSON an input is skipped only where a property is given twice: then it is void, or was replaced already. */
function checkSkipped(text: string, skipped: readonly SkippedInput[], replacements: readonly Replacement[]): void {
  for (const { path, expectedValue } of skipped) {
    const key = JSON.stringify(path);
    const isTwice = replacements.filter(({ input }) => JSON.stringify(input.path) === key).length > 1;
    const found = valueAt(parsed(text), path);
    assert.ok(isTwice || (found !== expectedValue && !isDeepStrictEqual(found, assetOf(expectedValue))), key);
  }
}

/** The swapped text says what the original said, except for exactly the replaced strings. */
function checkValue(text: string, swapped: string, plan: ReturnType<typeof planSwap>): void {
  const expected = parsed(text);
  for (const replaced of plan.restorations.flatMap((each) => [each, ...each.linked])) {
    const { path, currentValue } = replaced;
    setAt(expected, path, currentValue === assetId ? assetOf(assetId) : currentValue);
  }
  assert.deepEqual(parsed(swapped), expected);
}

function assetOf(id: string): unknown {
  return { __type: 'core/ASSET', info: { id } };
}

/** In an envelope, so that even a document of one string has a place to be changed in. */
function parsed(text: string): { root: unknown } | undefined {
  const errors: ParseError[] = [];
  const root: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  return errors.length === 0 ? { root } : undefined;
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let target = value;
  for (const key of ['root', ...path]) {
    target =
      typeof target === 'object' && target !== null ? (target as Record<string | number, unknown>)[key] : undefined;
  }
  return target;
}

function setAt(value: unknown, path: JsonPath, replacement: unknown): void {
  let target = value as Record<string | number, unknown>;
  const keys = ['root', ...path];
  for (const key of keys.slice(0, -1)) {
    target = target[key] as Record<string | number, unknown>;
  }
  target[keys[keys.length - 1] ?? ''] = replacement;
}

if (process.argv[1] === import.meta.filename) {
  const [count = '100000', seed = '1'] = process.argv.slice(2);
  const begin = performance.now();
  const report = fuzzWorkflows(Number(count), Number(seed));
  console.log({ ...report, seed: Number(seed), seconds: Math.round((performance.now() - begin) / 1000) });
}
